package io.staithe.intake.session;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of sessions. */
public interface SessionStore {
    /**
     * Inserts a session of an instance; empty where as many are open, of all or of this caller, as may be, or where the
     * caller has one under this key. Not repeatable.
     *
     * @param key what the caller chose, or null
     */
    Mono<Session> insert(SessionId id, String caller, NewSession what, @Nullable String key, Terms terms);

    /** The session that a caller began under a key; empty where there is none. */
    Mono<Session> findByKey(String caller, String key);

    /** How many sessions are open. */
    Mono<Open> open(String caller);

    /** A session and its owner; empty where there is none. */
    Mono<Found> find(SessionId id, Duration lapse);

    /**
     * Moves the offset of an open session forward, never back, and its expiry with it. Empty where it is not open in
     * this tenure any more. Repeatable.
     */
    Mono<Session> advance(Session session, long durableBytes, Duration ttl);

    /**
     * Gives an open session to an instance, with another tenure and the offset that it has there: one of its own, or
     * one whose owner has lapsed. Empty where it is not open in this tenure and at this offset any more, or its owner
     * is alive.
     */
    Mono<Session> take(Session session, long instance, long durableBytes, Duration lapse);

    /**
     * Closes a session, inside the transaction of its task's acceptance. Empty where it is not open in this tenure any
     * more.
     *
     * @param sha256 what came
     */
    Mono<Session> close(Session session, long task, String sha256);

    /** Deletes a session in its tenure; empty where it has another one, or is gone. */
    Mono<SessionId> delete(Session session);

    /** Deletes the expired sessions of an instance and of lapsed ones; emits them. Repeatable. */
    Flux<Expired> deleteExpired(long instance, Duration lapse);

    /** Which of these files belong to open sessions, by name. */
    Flux<String> named(Collection<String> files);

    /**
     * A session and its owner.
     */
    record Found(Session session, Owner owner) {}

    /**
     * How many sessions are open.
     *
     * @param own of one caller
     * @param all of everybody
     */
    record Open(long own, long all) {}

    /** A session that is deleted, and whether it was open until then. */
    record Expired(SessionId id, boolean wasOpen) {}

    /**
     * How a session begins.
     *
     * @param instance its owner
     * @param ttl how long it may be left without a byte
     * @param maxOpen how many may be open
     * @param maxOpenPerCaller how many of these may be of one caller
     */
    record Terms(long instance, Duration ttl, int maxOpen, int maxOpenPerCaller) {}
}
