package io.staithe.web.aptly.server;

import io.staithe.access.Need;
import io.staithe.pool.Pool;
import io.staithe.pool.Pool.Space;
import io.staithe.web.Callers;
import io.staithe.web.aptly.Replies;
import io.staithe.web.aptly.wire.AptlyJson;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells how much room there is, and which endpoints of other storages are configured. */
public final class StorageHandler {
    private static final long MIB = 1024L * 1024;

    private final Pool pool;
    private final List<String> buckets;

    /** Tells the room of a pool, and the names of published storages in buckets. */
    public StorageHandler(Pool pool, List<String> buckets) {
        this.pool = pool;
        this.buckets = List.copyOf(buckets);
    }

    Mono<ServerResponse> space(ServerRequest request) {
        return Callers.of(request)
                .required(Need.readEverything())
                .then(pool.space())
                .flatMap(space -> Replies.ok(form(space)));
    }

    /** The names of published storages in buckets. */
    Mono<ServerResponse> buckets(ServerRequest request) {
        ArrayNode names = AptlyJson.object().arrayNode();
        buckets.forEach(names::add);
        return Replies.ok(names);
    }

    /** The endpoints of other object stores: none. */
    Mono<ServerResponse> none(ServerRequest request) {
        return Replies.ok(AptlyJson.object().arrayNode());
    }

    private static ObjectNode form(Space space) {
        double used = space.totalBytes() - space.freeBytes();
        float full = space.totalBytes() == 0 ? 0 : (float) (used / space.totalBytes() * 100);
        return AptlyJson.object()
                .put("Total", space.totalBytes() / MIB)
                .put("Free", space.freeBytes() / MIB)
                .put("PercentFull", full);
    }
}
