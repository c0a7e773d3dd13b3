package io.staithe.web.archive;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.HEAD;

import io.staithe.pool.Pool;
import io.staithe.publish.Archives;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.Publications;
import io.staithe.publish.SignedUrls;
import io.staithe.publish.Upkeep;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths under which archives are read. */
public final class ArchiveRoutes {
    private static final String KEPT = "/snapshots/{publication:[0-9]{1,18}}/{snapshot:[0-9TZ]{1,18}}/**";

    private ArchiveRoutes() {}

    /** The routes of publications that addresses are signed for. */
    public static RouterFunction<ServerResponse> signed(Reading reading, SignedUrls urls, Clock clock) {
        ArchiveHandler archive = new ArchiveHandler(reading, new LastSeen(clock));
        return RouterFunctions.route()
                .route(
                        GET("/signed/{token}/**").or(HEAD("/signed/{token}/**")),
                        request -> archive.signed(urls, request))
                .build();
    }

    /**
     * The routes of archives, keys and source snippets.
     *
     * @param publicUrl how clients reach this server; empty: as the request says
     */
    public static RouterFunction<ServerResponse> of(
            Reading reading, PublicKeys keys, Publications publications, Clock clock, Optional<URI> publicUrl) {
        ArchiveHandler archive = new ArchiveHandler(reading, new LastSeen(clock));
        KeyHandler trust = new KeyHandler(keys, publications, publicUrl);
        return RouterFunctions.route()
                .route(GET("/repos").or(GET("/repos/")), archive::storages)
                .route(GET("/repos/{storage}/**").or(HEAD("/repos/{storage}/**")), archive::file)
                .route(GET("/apt/**").or(HEAD("/apt/**")), archive::file)
                .route(GET(KEPT).or(HEAD(KEPT)), archive::kept)
                .GET("/keys/{file}", trust::key)
                .GET("/v1/publications/sources", trust::sources)
                .GET("/v1/publications/{id:[0-9]{1,18}}/sources", trust::sources)
                .build();
    }

    /**
     * What is read, who mends what cannot be read, and how.
     *
     * @param threads read files that cannot go from the disk to the network without them
     * @param pool has the bytes that are in no file
     */
    public record Reading(Archives archives, Upkeep upkeep, ExecutorService threads, Pool pool) {}
}
