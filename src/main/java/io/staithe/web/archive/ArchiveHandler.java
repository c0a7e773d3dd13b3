package io.staithe.web.archive;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.fault.Exhausted;
import io.staithe.pool.Pool;
import io.staithe.publish.Archives;
import io.staithe.publish.MediaTypes;
import io.staithe.publish.PublishedFiles.Piece;
import io.staithe.publish.Served;
import io.staithe.publish.SignedUrls;
import io.staithe.publish.Upkeep;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Answers apt (and whoever reads archives like it): validators, single ranges, exact lengths, zero-copy bodies.
 *
 * <p>Answers are never compressed and never negotiated: the bytes are what Release lists.
 */
final class ArchiveHandler {
    private static final String IMMUTABLE = "max-age=31536000, immutable";
    private static final String DEFAULT = "-";
    private static final String FILE_SYSTEM = "filesystem:";
    private static final String OBJECT_STORE = "s3:";
    private static final String REVALIDATE = "no-cache";
    private static final Duration MENDED = Duration.ofSeconds(2);

    private final Archives archives;
    private final Upkeep upkeep;
    private final ExecutorService threads;
    private final Pool pool;
    private final LastSeen lastSeen;

    ArchiveHandler(ArchiveRoutes.Reading reading, LastSeen lastSeen) {
        this.archives = reading.archives();
        this.upkeep = reading.upkeep();
        this.threads = reading.threads();
        this.pool = reading.pool();
        this.lastSeen = lastSeen;
    }

    /** A file of the storage that the route names, by the path below; of the default storage where it names none. */
    Mono<ServerResponse> file(ServerRequest request) {
        String raw = request.exchange().getRequest().getURI().getRawPath();
        int afterRoute = raw.startsWith("/repos/") ? raw.indexOf('/', "/repos/".length()) : raw.indexOf('/', 1);
        return Mono.justOrEmpty(
                        afterRoute < 0 ? Optional.<String>empty() : RawPath.decode(raw.substring(afterRoute + 1)))
                .flatMap(path -> resolve(request, Callers.of(request), storage(request), path))
                .flatMap(served -> answer(request, served))
                .switchIfEmpty(Mono.defer(ArchiveHandler::missing));
    }

    /** A file of the publication that the path is signed for, by the path below. */
    Mono<ServerResponse> signed(SignedUrls urls, ServerRequest request) {
        String token = request.pathVariable("token");
        String root = "/signed/" + token + "/";
        String raw = request.exchange().getRequest().getURI().getRawPath();
        return urls.open(token)
                .flatMap(opened -> Mono.justOrEmpty(
                                raw.startsWith(root)
                                        ? RawPath.decode(raw.substring(root.length()))
                                        : Optional.<String>empty())
                        .flatMap(path ->
                                resolve(request, opened.reader(), opened.place().storage(), opened.path(path))))
                .flatMap(served -> answer(request, served))
                .switchIfEmpty(Mono.defer(ArchiveHandler::missing));
    }

    /** A file of a kept generation, by the path below it. */
    Mono<ServerResponse> kept(ServerRequest request) {
        long publication = Long.parseLong(request.pathVariable("publication"));
        String snapshot = request.pathVariable("snapshot");
        String root = "/snapshots/" + request.pathVariable("publication") + "/" + snapshot + "/";
        String raw = request.exchange().getRequest().getURI().getRawPath();
        return Mono.justOrEmpty(raw.startsWith(root) ? RawPath.decode(raw.substring(root.length())) : Optional.empty())
                .flatMap(path -> archives.kept(Callers.of(request), publication, snapshot, path))
                .flatMap(served -> answer(request, served))
                .switchIfEmpty(Mono.defer(ArchiveHandler::missing));
    }

    /** The list of storages, as aptly words it. */
    Mono<ServerResponse> storages(ServerRequest request) {
        Callers.of(request).require(Need.readAllPublications());
        String endpoints = archives.storages().stream()
                .filter(storage -> !storage.isEmpty())
                .sorted()
                .map(ArchiveHandler::segment)
                .map(name -> "<a href=\"" + name + "/\">" + name + "</a>\n")
                .collect(Collectors.joining());
        return ServerResponse.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .bodyValue("<pre>\n" + (endpoints.isEmpty() ? "<a href=\"-/\">default</a>\n" : endpoints) + "</pre>");
    }

    /** What stands for a storage in a path: the name of a file system alone, as in aptly, else all of it. */
    private static String segment(String storage) {
        return storage.startsWith(FILE_SYSTEM) ? storage.substring(FILE_SYSTEM.length()) : storage;
    }

    private static String storage(ServerRequest request) {
        String name = request.pathVariables().getOrDefault("storage", DEFAULT);
        if (name.equals(DEFAULT)) {
            return "";
        }
        return name.startsWith(OBJECT_STORE) ? name : FILE_SYSTEM + name;
    }

    private Mono<Served> resolve(ServerRequest asked, Caller caller, String storage, String path) {
        ServerHttpRequest request = asked.exchange().getRequest();
        boolean isRelease = path.endsWith("/InRelease") || path.endsWith("/Release");
        return archives.resolve(caller, storage, path)
                .flatMap(now -> isRelease ? Mono.just(now) : asShown(request, path, now))
                .doOnNext(served -> served.generation()
                        .filter(shown -> isRelease)
                        .ifPresent(shown -> lastSeen.remember(request, shown)));
    }

    /** The same plain name in the generation that this connection follows, where it follows an older one. */
    private Mono<Served> asShown(ServerHttpRequest request, String path, Served now) {
        return Mono.justOrEmpty(now.generation()
                        .flatMap(current ->
                                lastSeen.of(request, current.publication()).filter(shown -> !shown.equals(current))))
                .flatMap(shown -> archives.resolve(shown, path))
                .defaultIfEmpty(now);
    }

    private Mono<ServerResponse> answer(ServerRequest request, Served served) {
        Reply reply =
                Reply.to(request.headers().asHttpHeaders(), served.sizeBytes(), served.etag(), served.lastModified());
        boolean hasBody = request.method() != HttpMethod.HEAD && reply.range().length() > 0;
        return (hasBody ? refusedWhereLost(served, reply) : Mono.<Void>empty())
                .then(Mono.defer(() -> answer(request, served, reply, hasBody)));
    }

    /** Before the answer is begun: later, the client would be left waiting. */
    private Mono<Void> refusedWhereLost(Served served, Reply reply) {
        return archives.lost(PiecewiseBody.within(served.pieces(), reply.range()))
                .flatMap(lost -> mended(served, lost));
    }

    private Mono<Void> mended(Served served, Piece lost) {
        if (served.publication().isEmpty()) {
            return Mono.error(PiecewiseBody.cutOff(lost));
        }
        String file = String.valueOf(lost.file().getFileName());
        return upkeep.mend(served.publication().getAsLong(), file)
                .then(Mono.error(() -> new Exhausted(
                        WebFault.FILE_LOST, file + " is lost; the archive is brought out again with it", MENDED)));
    }

    private Mono<ServerResponse> answer(ServerRequest request, Served served, Reply reply, boolean hasBody) {
        Optional<URI> elsewhere = hasBody ? elsewhere(served) : Optional.empty();
        if (elsewhere.isPresent()) {
            return ServerResponse.status(HttpStatus.FOUND)
                    .location(elsewhere.get())
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        }
        return ServerResponse.status(reply.status())
                .contentType(MediaType.parseMediaType(MediaTypes.of(request.path())))
                .headers(headers -> describe(headers, served, reply, isForAll(request)))
                .build((exchange, context) -> hasBody
                        ? PiecewiseBody.write(exchange, served.pieces(), reply.range(), threads, pool::read)
                        : exchange.getResponse().setComplete());
    }

    /** Where the bytes are to be had without this server. */
    private Optional<URI> elsewhere(Served served) {
        return served.pieces().stream()
                .findFirst()
                .flatMap(piece -> Optional.ofNullable(piece.blob()))
                .flatMap(pool::address);
    }

    /** What was shown to somebody known is not for caches that others share. */
    private static boolean isForAll(ServerRequest request) {
        return !request.headers().asHttpHeaders().containsHeader(HttpHeaders.AUTHORIZATION)
                && !request.pathVariables().containsKey("token");
    }

    private static void describe(HttpHeaders headers, Served served, Reply reply, boolean isForAll) {
        headers.setETag(served.etag());
        headers.set(HttpHeaders.LAST_MODIFIED, Reply.date(served.lastModified()));
        String caching = served.caching() == Served.Caching.IMMUTABLE ? IMMUTABLE : REVALIDATE;
        headers.set(
                HttpHeaders.CACHE_CONTROL,
                (isForAll ? caching.equals(IMMUTABLE) ? "public, " : "" : "private, ") + caching);
        reply.describe(headers, served.sizeBytes());
    }

    private static Mono<ServerResponse> missing() {
        return ServerResponse.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("no such file in this archive\n");
    }
}
