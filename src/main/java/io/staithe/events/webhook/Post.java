package io.staithe.events.webhook;

import io.staithe.events.Event;
import io.staithe.events.webhook.WebhookSender.Letter;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.events.webhook.WebhookStore.Owned;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Makes signed letters of events and sends them. */
public final class Post {
    private static final String PING = "webhook.ping";

    private final WebhookSender sender;
    private final Clock clock;
    private final String server;

    /** Sends events of the server at this address, which may be empty. */
    public Post(WebhookSender sender, Clock clock, String server) {
        this.sender = sender;
        this.clock = clock;
        this.server = server;
    }

    /** Sends an event. */
    Mono<Reply> send(Owned webhook, Event event, int attempt) {
        return post(webhook, Long.toString(event.number()), event, attempt);
    }

    /** Sends something that never happened. */
    Mono<Reply> ping(Owned webhook) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            Event ping = new Event(0, now, PING, "webhook/" + webhook.id(), "{\"webhook\":" + webhook.id() + "}");
            return post(webhook, "ping-" + now.toEpochMilli(), ping, 1);
        });
    }

    private Mono<Reply> post(Owned webhook, String id, Event event, int attempt) {
        return Mono.defer(() -> {
            String body = event.json(server, id);
            Map<String, String> headers = Map.of(
                    "Content-Type",
                    "application/cloudevents+json",
                    "User-Agent",
                    "Staithe",
                    "Staithe-Event",
                    id,
                    "Staithe-Attempt",
                    Integer.toString(attempt),
                    "Staithe-Signature",
                    webhook.secret().signature(clock.instant(), body));
            return sender.post(new Letter(webhook.url(), headers, body));
        });
    }
}
