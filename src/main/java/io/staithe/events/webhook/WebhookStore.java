package io.staithe.events.webhook;

import io.staithe.access.Caller;
import io.staithe.events.Event;
import io.staithe.events.Filter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Webhooks as they are kept. What an owner writes is fenced by his tenure: empty where another has come since. A lost
 * connection is UNAVAILABLE everywhere.
 */
public interface WebhookStore {
    /**
     * Makes a webhook that is told what is numbered from now on, or emits the one that the caller's key made;
     * refused where that was another. Empty where there are so many already.
     */
    Mono<Webhook> create(Caller caller, Webhook.Draft draft, int most);

    /** All, in the order of their making. */
    Flux<Webhook> list();

    /** One; empty where there is none. */
    Mono<Webhook> find(long id);

    /** Changes one, takes it from its owner, and lets it be tried at once; empty where there is none. */
    Mono<Webhook> edit(long id, Webhook.Edit edit);

    /** Removes one with its dead letters, and emits its id; empty where there is none. */
    Mono<Long> delete(long id);

    /** Where one is sent; empty where there is none. */
    Mono<Owned> addressee(long id);

    /** Makes this instance the owner of due webhooks that have something to be told and no owner, at most so many. */
    Flux<Owned> claim(int limit, Duration lease);

    /** An event was taken: moves the position, and holds the lease for longer. */
    Mono<Owned> taken(Owned webhook, long number, Duration lease);

    /** There is nothing for it up to a number. */
    Mono<Owned> passed(Owned webhook, long number);

    /** An event was not taken: gives up what is too old, and sets the next attempt. Emits how many were given up. */
    Mono<Long> failed(Owned webhook, Failure failure);

    /** Lets others own it. */
    Mono<Void> release(Owned webhook);

    /** Dead letters that are to be sent again, in their order. */
    Flux<Event> wanted(Owned webhook, int limit);

    /** A dead letter was taken. */
    Mono<Owned> redelivered(Owned webhook, long number, Duration lease);

    /** A dead letter was not taken: none is to be sent again. */
    Mono<Owned> unwanted(Owned webhook, long number, String reason);

    /** Dead letters after a number, in their order. */
    Flux<DeadLetter> deadLetters(long id, long after, int limit);

    /** Wants a dead letter, or all, to be sent again at once; how many. */
    Mono<Long> want(long id, @Nullable Long number);

    /** Forgets dead letters that are older. */
    Mono<Long> sweep(Duration keepDeadFor);

    /** How late webhooks are. */
    Mono<Standing> standing();

    /**
     * A webhook of which this instance is the owner.
     *
     * @param tenure the fencing token; 0 where nobody is meant to own it
     */
    record Owned(long id, long tenure, String url, Secret secret, Filter filter, long position, int failures) {}

    /**
     * Why an event was not taken.
     *
     * @param pause until the next attempt
     * @param giveUpAfter the age from which events are given up
     */
    record Failure(String reason, Duration pause, Duration giveUpAfter) {}

    /**
     * An event that was not taken in time.
     *
     * @param wanted whether it is to be sent again
     */
    record DeadLetter(Event event, String reason, Instant diedAt, boolean wanted) {}

    /**
     * How late webhooks are.
     *
     * @param oldest the age of the oldest event that an enabled one waits for
     * @param deadLetters how many there are
     */
    record Standing(Duration oldest, long deadLetters) {
        /** Nothing waits. */
        static final Standing NONE = new Standing(Duration.ZERO, 0);
    }
}
