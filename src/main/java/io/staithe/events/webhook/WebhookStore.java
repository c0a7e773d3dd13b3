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

    /**
     * Makes this instance the owner of due webhooks that have something to be told and no owner, at most so many; those
     * first that had none for longest.
     */
    Flux<Owned> claim(int limit, Duration lease);

    /** An event was taken: moves the position, and holds the lease for longer. */
    Mono<Owned> taken(Owned webhook, long number, Duration lease);

    /**
     * There is nothing more for it up to a number, unless it is further already: ends the turn. The next one is not
     * before this rest is over.
     */
    Mono<Owned> passed(Owned webhook, long number, Duration rest);

    /**
     * An event was not taken: gives up what is too old and sets the next attempt. Emits how many were given up. Fewer
     * than may be at once end the turn; else there may be more, and this is to be repeated.
     */
    Mono<Long> failed(Owned webhook, Failure failure);

    /** Dead letters that are to be sent again, in their order. */
    Flux<Event> wanted(Owned webhook, int limit);

    /** A dead letter was taken. */
    Mono<Owned> redelivered(Owned webhook, long number, Duration lease);

    /** A dead letter was not taken: none is to be sent again; ends the turn. */
    Mono<Owned> unwanted(Owned webhook, long number, String reason);

    /** Dead letters after a number, in their order. */
    Flux<DeadLetter> deadLetters(long id, long after, int limit);

    /** Wants a dead letter, or the oldest of all, at most so many, to be sent again at once; how many. */
    Mono<Long> want(long id, @Nullable Long number, int limit);

    /**
     * Forgets dead letters that are older, and counts as lost the oldest of a webhook that has more; at most so many of
     * either. How many went.
     */
    Mono<Long> sweep(Duration keepDeadFor, long keepDeadCount, int limit);

    /** How late webhooks are. */
    Mono<Standing> standing();

    /**
     * A webhook of which this instance is the owner.
     *
     * @param tenure the fencing token
     * @param wanted whether dead letters are to be sent again
     */
    record Owned(
            long id,
            long tenure,
            String url,
            Secret secret,
            Filter filter,
            long position,
            int failures,
            boolean wanted) {}

    /**
     * Why an event was not taken.
     *
     * @param failures in a row, with this one
     * @param pause until the next attempt
     * @param giveUpAfter the age from which events are given up
     * @param limit how many of them at once
     * @param lease for how long the turn goes on where there may be more
     */
    record Failure(String reason, int failures, Duration pause, Duration giveUpAfter, int limit, Duration lease) {}

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
     * @param lost how many events webhooks that are there were never told of
     */
    record Standing(Duration oldest, long deadLetters, long lost) {
        /** Nothing waits. */
        static final Standing NONE = new Standing(Duration.ZERO, 0, 0);
    }
}
