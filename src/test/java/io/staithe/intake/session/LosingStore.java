package io.staithe.intake.session;

import io.staithe.fault.Exhausted;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows that cannot be written while the database is away. */
record LosingStore(SessionStore store, AtomicBoolean down) implements SessionStore {
    @Override
    public Mono<Session> insert(SessionId id, String caller, NewSession what, @Nullable String key, Terms terms) {
        return store.insert(id, caller, what, key, terms);
    }

    @Override
    public Mono<Session> findByKey(String caller, String key) {
        return store.findByKey(caller, key);
    }

    @Override
    public Mono<Open> open(String caller) {
        return store.open(caller);
    }

    @Override
    public Mono<Found> find(SessionId id, Duration lapse) {
        return store.find(id, lapse);
    }

    @Override
    public Mono<Session> advance(Session session, long durableBytes, Duration ttl) {
        return Mono.defer(() -> down.get()
                ? Mono.error(new Exhausted(SessionFault.OWNER_AWAY, "the database is away", Duration.ofSeconds(1)))
                : store.advance(session, durableBytes, ttl));
    }

    @Override
    public Mono<Session> take(Session session, long instance, long durableBytes, Duration lapse) {
        return store.take(session, instance, durableBytes, lapse);
    }

    @Override
    public Mono<Session> close(Session session, long task, String sha256) {
        return store.close(session, task, sha256);
    }

    @Override
    public Mono<SessionId> delete(Session session) {
        return store.delete(session);
    }

    @Override
    public Flux<Expired> deleteExpired(long instance, Duration lapse) {
        return store.deleteExpired(instance, lapse);
    }

    @Override
    public Flux<String> named(Collection<String> files) {
        return store.named(files);
    }
}
