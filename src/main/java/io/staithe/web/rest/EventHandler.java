package io.staithe.web.rest;

import io.staithe.events.Event;
import io.staithe.events.EventFault;
import io.staithe.events.Feed;
import io.staithe.events.Feed.Told;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The feed as server-sent events (WHATWG HTML §9.2): a client that was cut off goes on with {@code Last-Event-ID}.
 *
 * <p>What keeps a silent connection alive has an id and no data: clients dispatch nothing and remember how far they
 * are, so that one who waits for rare events does not fall behind what is kept.
 */
public final class EventHandler {
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final int LONGEST_ID = 18;
    private static final Set<String> PARAMETERS = Set.of("type", "repository", "publication", "after");

    private final Feed feed;
    private final EventFilters filters;
    private final String server;

    /**
     * Follows a feed.
     *
     * @param server what the source of events begins with
     */
    public EventHandler(Feed feed, EventFilters filters, String server) {
        this.feed = feed;
        this.filters = filters;
        this.server = server;
    }

    Mono<ServerResponse> follow(ServerRequest request) {
        return Mono.fromCallable(() -> wanted(request))
                .flatMap(wanted -> filters.filter(Callers.of(request), wanted))
                .flatMap(filter -> feed.follow(Callers.of(request), after(request), filter))
                .flatMap(this::answer);
    }

    private Mono<ServerResponse> answer(Flux<Told> told) {
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .body(BodyInserters.fromServerSentEvents(told.map(this::form)));
    }

    private ServerSentEvent<String> form(Told told) {
        ServerSentEvent.Builder<String> form = ServerSentEvent.<String>builder().id(Long.toString(told.number()));
        Event event = told.event();
        return event == null
                ? form.retry(RECONNECT).comment("nothing new").build()
                : form.event(event.type()).data(event.json(server)).build();
    }

    private static EventFilters.Wanted wanted(ServerRequest request) {
        request.queryParams().keySet().stream()
                .filter(name -> !PARAMETERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new Refused(WebFault.BAD_PARAMETER, "there is no parameter '" + Fault.bounded(name) + "'");
                });
        List<String> types = values(request, "type").stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .toList();
        return new EventFilters.Wanted(types, values(request, "repository"), values(request, "publication"));
    }

    private static List<String> values(ServerRequest request, String name) {
        return request.queryParams().getOrDefault(name, List.of());
    }

    /** The header, which a client sends that comes again, counts more than the parameter that it came with at first. */
    private static @Nullable Long after(ServerRequest request) {
        String header = request.headers().firstHeader("Last-Event-ID");
        String id =
                header == null || header.isEmpty() ? request.queryParam("after").orElse(null) : header;
        if (id == null) {
            return null;
        }
        if (id.isEmpty() || id.length() > LONGEST_ID || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Refused(EventFault.BAD_EVENT_ID, "'" + Fault.bounded(id) + "' is not the id of an event");
        }
        return Long.valueOf(id);
    }
}
