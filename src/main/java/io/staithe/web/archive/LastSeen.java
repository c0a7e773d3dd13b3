package io.staithe.web.archive;

import io.netty.util.AttributeKey;
import io.staithe.publish.Served;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Which generation a connection was shown last, so that a client that asks for plain names after InRelease gets the
 * indexes of that same generation, even where a publish came between.
 *
 * <p>Only direct connections count: behind a proxy one connection carries many clients. The memory lies on the
 * connection and dies with it.
 */
final class LastSeen {
    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final int MAX_PUBLICATIONS = 16;
    private static final List<String> MARKS_OF_PROXIES =
            List.of("Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto");
    private static final AttributeKey<Map<Long, Sight>> SIGHTS = AttributeKey.valueOf(LastSeen.class, "sights");

    private final Clock clock;

    LastSeen(Clock clock) {
        this.clock = clock;
    }

    /** Remembers that this connection was shown a generation. */
    void remember(ServerHttpRequest request, Served.Shown generation) {
        sights(request).ifPresent(sights -> {
            if (sights.size() < MAX_PUBLICATIONS || sights.containsKey(generation.publication())) {
                sights.put(generation.publication(), new Sight(generation, clock.instant()));
            }
        });
    }

    /** The generation of this publication that this connection was shown within the last minute. */
    Optional<Served.Shown> of(ServerHttpRequest request, long publication) {
        Instant since = clock.instant().minus(LIFETIME);
        return sights(request)
                .flatMap(sights -> Optional.ofNullable(sights.get(publication)))
                .filter(sight -> sight.at().isAfter(since))
                .map(Sight::generation);
    }

    private static Optional<Map<Long, Sight>> sights(ServerHttpRequest request) {
        if (MARKS_OF_PROXIES.stream().anyMatch(request.getHeaders()::containsHeader)
                || !(ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest netty)) {
            return Optional.empty();
        }
        AtomicReference<Map<Long, Sight>> sights = new AtomicReference<>(new ConcurrentHashMap<>());
        netty.withConnection(connection -> {
            Map<Long, Sight> present = connection.channel().attr(SIGHTS).setIfAbsent(sights.get());
            if (present != null) {
                sights.set(present);
            }
        });
        return Optional.of(sights.get());
    }

    private record Sight(Served.Shown generation, Instant at) {}
}
