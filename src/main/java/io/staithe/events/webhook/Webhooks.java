package io.staithe.events.webhook;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.Audit;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.events.webhook.WebhookStore.DeadLetter;
import io.staithe.fault.Refused;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases of webhooks, for those who are admin; {@code UNKNOWN_WEBHOOK} wherever there is none of a number. */
public final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private static final int WANTED_AT_ONCE = 10_000;

    private final WebhookStore store;
    private final Post post;
    private final int most;
    private final Audit audit;

    /**
     * Use cases on a store.
     *
     * @param most how many webhooks there may be
     */
    public Webhooks(WebhookStore store, Post post, int most, Audit audit) {
        this.store = store;
        this.post = post;
        this.most = most;
        this.audit = audit;
    }

    /** Makes a webhook that is told of what comes; with a key that made one, emits that one. */
    public Mono<Webhook> create(Caller caller, Webhook.Draft draft) {
        return caller.required(Need.admin())
                .then(store.create(caller, draft, most))
                .doOnNext(webhook -> LOG.info(
                        "event=webhook.created id={} host={} caller={}", webhook.id(), host(webhook), caller.name()))
                .delayUntil(webhook ->
                        audit.done(caller, "webhook.create", "Create webhook " + webhook.id() + " to " + host(webhook)))
                .switchIfEmpty(Mono.error(() -> new Refused(
                        WebhookFault.TOO_MANY_WEBHOOKS, "there are " + most + " webhooks; see staithe.webhooks.most")));
    }

    /** All, in the order of their making. */
    public Flux<Webhook> list(Caller caller) {
        return caller.required(Need.admin()).thenMany(store.list());
    }

    /** One. */
    public Mono<Webhook> show(Caller caller, long id) {
        return caller.required(Need.admin()).then(store.find(id)).switchIfEmpty(unknown(id));
    }

    /** Changes one; what waits for it is tried at once. An event that was being sent may be sent again. */
    public Mono<Webhook> edit(Caller caller, long id, Webhook.Edit edit) {
        return caller.required(Need.admin())
                .then(store.edit(id, edit))
                .doOnNext(webhook -> LOG.info(
                        "event=webhook.changed id={} host={} enabled={} caller={}",
                        id,
                        host(webhook),
                        webhook.enabled(),
                        caller.name()))
                .delayUntil(
                        webhook -> audit.done(caller, "webhook.edit", "Edit webhook " + id + " to " + host(webhook)))
                .switchIfEmpty(unknown(id));
    }

    /** Removes one and its dead letters. */
    public Mono<Void> delete(Caller caller, long id) {
        return caller.required(Need.admin())
                .then(store.delete(id))
                .doOnNext(gone -> LOG.info("event=webhook.deleted id={} caller={}", gone, caller.name()))
                .delayUntil(gone -> audit.done(caller, "webhook.delete", "Delete webhook " + id))
                .switchIfEmpty(unknown(id))
                .then();
    }

    /** Sends it something that never happened, now, enabled or not, and emits the answer. */
    public Mono<Reply> ping(Caller caller, long id) {
        return caller.required(Need.admin())
                .then(store.addressee(id))
                .switchIfEmpty(unknown(id))
                .flatMap(post::ping);
    }

    /** The dead letters after a number, in their order, at most so many. */
    public Flux<DeadLetter> deadLetters(Caller caller, long id, long after, int limit) {
        return show(caller, id).flatMapMany(known -> store.deadLetters(id, after, limit));
    }

    /**
     * Has a dead letter, or the oldest 10,000 of them, sent again; how many. {@code UNKNOWN_DEAD_LETTER};
     * {@code DISABLED} where nothing is sent.
     */
    public Mono<Long> redeliver(Caller caller, long id, @Nullable Long number) {
        return show(caller, id).flatMap(known -> wanted(known, number));
    }

    private Mono<Long> wanted(Webhook webhook, @Nullable Long number) {
        if (!webhook.enabled()) {
            return Mono.error(new Refused(
                    WebhookFault.DISABLED, "webhook " + webhook.id() + " is disabled, so nothing is sent to it"));
        }
        return store.want(webhook.id(), number, WANTED_AT_ONCE).doOnNext(count -> {
            if (number != null && count == 0) {
                throw new Refused(
                        WebhookFault.UNKNOWN_DEAD_LETTER, "webhook " + webhook.id() + " has no dead letter " + number);
            }
        });
    }

    /** For logs: paths of webhooks are often secrets. */
    private static String host(Webhook webhook) {
        return URI.create(webhook.url()).getHost();
    }

    private static <T> Mono<T> unknown(long id) {
        return Mono.error(() -> new Refused(WebhookFault.UNKNOWN_WEBHOOK, "there is no webhook " + id));
    }
}
