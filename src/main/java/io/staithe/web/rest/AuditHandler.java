package io.staithe.web.rest;

import io.staithe.access.audit.Audit;
import io.staithe.access.audit.AuditStore.Line;
import io.staithe.access.audit.AuditStore.Wanted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The audit in pages as JSON, or all of it as JSON lines where the client accepts {@code application/jsonl}. */
public final class AuditHandler {
    private static final MediaType LINES = MediaType.parseMediaType("application/jsonl");
    private static final Set<String> PARAMETERS =
            Set.of("after", "limit", "caller", "kind", "outcome", "since", "until");
    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final Audit audit;

    /** Shows an audit. */
    public AuditHandler(Audit audit) {
        this.audit = audit;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.defer(() -> {
            request.queryParams().keySet().stream()
                    .filter(name -> !PARAMETERS.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new Refused(
                                WebFault.BAD_PARAMETER, "there is no parameter '" + Fault.bounded(name) + "'");
                    });
            long after = Wishes.number(request, "after", 0, Long.MAX_VALUE, 0);
            return wantsLines(request) ? lines(request, after, wanted(request)) : page(request, after, wanted(request));
        });
    }

    private static boolean wantsLines(ServerRequest request) {
        return request.headers().accept().stream().anyMatch(LINES::equalsTypeAndSubtype);
    }

    private Mono<ServerResponse> page(ServerRequest request, long after, Wanted wanted) {
        int limit = (int) Wishes.number(request, "limit", 1, MAX_LIMIT, USUAL_LIMIT);
        return audit.page(Callers.of(request), after, wanted, limit)
                .flatMap(lines -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Cache-Control", "no-store")
                        .bodyValue(json(lines, limit)));
    }

    private static String json(List<Line> lines, int limit) {
        String next = lines.size() < limit
                ? "null"
                : Long.toString(lines.get(limit - 1).number());
        return lines.stream()
                .map(Line::json)
                .collect(Collectors.joining(",", "{\"entries\":[", "],\"next\":" + next + "}"));
    }

    private Mono<ServerResponse> lines(ServerRequest request, long after, Wanted wanted) {
        return audit.all(Callers.of(request), after, wanted)
                .flatMap(lines -> ServerResponse.ok()
                        .contentType(LINES)
                        .header("Cache-Control", "no-store")
                        .body(lines.map(line -> line.json() + "\n"), String.class));
    }

    private static Wanted wanted(ServerRequest request) {
        return new Wanted(
                request.queryParam("caller").orElse(null),
                request.queryParam("kind").orElse(null),
                request.queryParam("outcome").orElse(null),
                instant(request, "since"),
                instant(request, "until"));
    }

    private static @Nullable Instant instant(ServerRequest request, String name) {
        String text = request.queryParam(name).orElse(null);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException broken) {
            throw new Refused(
                    WebFault.BAD_PARAMETER,
                    name + " '" + Fault.bounded(text) + "' must be an instant such as 2026-11-24T08:00:00Z");
        }
    }
}
