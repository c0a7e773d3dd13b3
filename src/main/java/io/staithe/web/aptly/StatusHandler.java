package io.staithe.web.aptly;

import io.staithe.web.aptly.wire.AptlyJson;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Says which aptly this server stands in for, and whether it lives and can work. */
public final class StatusHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StatusHandler.class);

    private final String version;
    private final Mono<Void> readiness;
    private final Duration patience;

    /**
     * Tells the state.
     *
     * @param version the version of aptly whose answers these are
     * @param readiness completes where the database answers, fails where it does not
     * @param patience how long that may take
     */
    public StatusHandler(String version, Mono<Void> readiness, Duration patience) {
        this.version = version;
        this.readiness = readiness;
        this.patience = patience;
    }

    Mono<ServerResponse> version(ServerRequest request) {
        return Replies.ok(AptlyJson.object().put("Version", version));
    }

    Mono<ServerResponse> healthy(ServerRequest request) {
        return status(200, "Aptly is healthy");
    }

    Mono<ServerResponse> ready(ServerRequest request) {
        return readiness
                .timeout(patience)
                .then(Mono.defer(() -> status(200, "Aptly is ready")))
                .onErrorResume(StatusHandler::unavailable);
    }

    private static Mono<ServerResponse> unavailable(Throwable why) {
        LOG.warn("event=not-ready cause={}", why.toString());
        return status(503, "Aptly is unavailable");
    }

    private static Mono<ServerResponse> status(int code, String text) {
        return Replies.json(code, AptlyJson.object().put("Status", text));
    }
}
