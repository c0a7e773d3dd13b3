package io.staithe.web.rest;

import io.staithe.access.Caller;
import io.staithe.events.Event;
import io.staithe.events.Filter;
import io.staithe.events.webhook.Secret;
import io.staithe.events.webhook.Webhook;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.events.webhook.WebhookStore.DeadLetter;
import io.staithe.events.webhook.Webhooks;
import io.staithe.fault.Refused;
import io.staithe.queue.RequestKey;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Webhooks and their dead letters; {@code src/docs/events.md} says what they are sent. */
public final class WebhookHandler {
    private static final int USUAL_PAGE = 100;
    private static final int LONGEST_PAGE = 1000;

    private final Webhooks webhooks;
    private final EventFilters filters;
    private final String server;

    /**
     * Translates to the use cases of webhooks.
     *
     * @param server what the source of events begins with
     */
    public WebhookHandler(Webhooks webhooks, EventFilters filters, String server) {
        this.webhooks = webhooks;
        this.filters = filters;
        this.server = server;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return webhooks.list(Callers.of(request))
                .map(WebhookHandler::form)
                .collectList()
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> create(ServerRequest request) {
        Caller caller = Callers.of(request);
        return Members.of(request)
                .map(Body::of)
                .flatMap(body -> filters.filter(caller, body.wanted()).flatMap(filter -> drafted(body, filter)))
                .flatMap(draft -> webhooks.create(caller, draft))
                .flatMap(webhook -> ServerResponse.created(URI.create("/v1/webhooks/" + webhook.id()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(RestJson.write(form(webhook))));
    }

    private static Mono<Webhook.Draft> drafted(Body body, Filter filter) {
        return Mono.deferContextual(context -> Mono.just(new Webhook.Draft(
                required("url", body.url()),
                new Secret(required("secret", body.secret())),
                filter,
                !Boolean.FALSE.equals(body.enabled()),
                context.<RequestKey>getOrEmpty(RequestKey.class)
                        .map(RequestKey::key)
                        .orElse(null))));
    }

    private static String required(String name, @Nullable String text) {
        if (text == null) {
            throw new Refused(WebFault.MISSING_MEMBER, "'" + name + "' must be given");
        }
        return text;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return number(request, "id")
                .flatMap(id -> webhooks.show(Callers.of(request), id))
                .map(WebhookHandler::form)
                .flatMap(RestJson::ok);
    }

    /** What is absent stays; one of the members that filter replaces all of them. */
    Mono<ServerResponse> edit(ServerRequest request) {
        Caller caller = Callers.of(request);
        return number(request, "id")
                .zipWith(Members.of(request).map(Body::of))
                .flatMap(asked ->
                        edit(caller, asked.getT2()).flatMap(edit -> webhooks.edit(caller, asked.getT1(), edit)))
                .map(WebhookHandler::form)
                .flatMap(RestJson::ok);
    }

    private Mono<Webhook.Edit> edit(Caller caller, Body body) {
        if (!body.filters()) {
            return Mono.fromCallable(() -> new Webhook.Edit(body.url(), body.newSecret(), null, body.enabled()));
        }
        return filters.filter(caller, body.wanted())
                .map(filter -> new Webhook.Edit(body.url(), body.newSecret(), filter, body.enabled()));
    }

    Mono<ServerResponse> delete(ServerRequest request) {
        return number(request, "id")
                .flatMap(id -> webhooks.delete(Callers.of(request), id))
                .then(Mono.defer(() -> ServerResponse.noContent().build()));
    }

    Mono<ServerResponse> ping(ServerRequest request) {
        return number(request, "id")
                .flatMap(id -> webhooks.ping(Callers.of(request), id))
                .map(WebhookHandler::form)
                .flatMap(RestJson::ok);
    }

    /** Those after the event {@code ?after=}, at most {@code ?limit=}. */
    Mono<ServerResponse> deadLetters(ServerRequest request) {
        return number(request, "id")
                .flatMap(id -> {
                    long after = Wishes.number(request, "after", 0, Long.MAX_VALUE, 0);
                    int limit = (int) Wishes.number(request, "limit", 1, LONGEST_PAGE, USUAL_PAGE);
                    return webhooks.deadLetters(Callers.of(request), id, after, limit)
                            .map(this::form)
                            .collectList();
                })
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> redeliverAll(ServerRequest request) {
        return number(request, "id").flatMap(id -> redelivered(request, id, null));
    }

    Mono<ServerResponse> redeliver(ServerRequest request) {
        return number(request, "id")
                .zipWith(number(request, "event"))
                .flatMap(asked -> redelivered(request, asked.getT1(), asked.getT2()));
    }

    private Mono<ServerResponse> redelivered(ServerRequest request, long id, @Nullable Long event) {
        return webhooks.redeliver(Callers.of(request), id, event)
                .flatMap(count -> ServerResponse.accepted()
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(RestJson.write(Map.of("redelivering", count))));
    }

    private static Mono<Long> number(ServerRequest request, String variable) {
        return Mono.fromCallable(() -> Wishes.wholeNumber(variable, request.pathVariable(variable)));
    }

    private static Map<String, Object> form(Webhook webhook) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", webhook.id());
        form.put("url", webhook.url());
        form.put("types", webhook.filter().types().stream().sorted().toList());
        form.put("subjects", webhook.filter().subjects().stream().sorted().toList());
        form.put("enabled", webhook.enabled());
        form.put("caller", webhook.caller());
        form.put("createdAt", webhook.createdAt().toString());
        form.put("position", Long.toString(webhook.position()));
        form.put("failures", webhook.failures());
        form.put("lastFailure", webhook.lastFailure());
        form.put(
                "nextAttemptAt",
                webhook.failures() == 0 ? null : webhook.dueAt().toString());
        form.put(
                "deliveredAt",
                webhook.deliveredAt() == null ? null : webhook.deliveredAt().toString());
        form.put("deadLetters", webhook.deadLetters());
        form.put("lost", webhook.lost());
        return form;
    }

    private static Map<String, Object> form(Reply reply) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("delivered", reply.isTaken());
        form.put("status", reply.status());
        form.put("reason", reply.reason());
        return form;
    }

    private Map<String, Object> form(DeadLetter letter) {
        Event event = letter.event();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("event", RestJson.read(event.json(server)));
        form.put("reason", letter.reason());
        form.put("diedAt", letter.diedAt().toString());
        form.put("redelivering", letter.wanted());
        return form;
    }

    /** The members of a webhook, absent ones null. */
    private record Body(
            @Nullable String url,
            @Nullable String secret,
            @Nullable List<String> types,
            @Nullable List<String> repositories,
            @Nullable List<String> publications,
            @Nullable Boolean enabled) {
        static Body of(Members members) {
            Body body = new Body(
                    members.text("url"),
                    members.text("secret"),
                    members.texts("types"),
                    members.texts("repositories"),
                    members.texts("publications"),
                    members.flag("enabled", true));
            members.refuseOthers();
            return body;
        }

        boolean filters() {
            return types != null || repositories != null || publications != null;
        }

        EventFilters.Wanted wanted() {
            return new EventFilters.Wanted(given(types), given(repositories), given(publications));
        }

        @Nullable
        Secret newSecret() {
            return secret == null ? null : new Secret(secret);
        }

        private static List<String> given(@Nullable List<String> texts) {
            return texts == null ? List.of() : texts;
        }
    }
}
