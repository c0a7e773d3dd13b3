package io.staithe.intake.session;

import io.staithe.intake.Admission;
import io.staithe.intake.session.SessionStore.Found;
import io.staithe.pool.PartialFile;
import io.staithe.pool.PartialFiles;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Sessions whose owner is gone, or whose file is: this instance copies what is durable, and makes itself the owner in
 * one conditional statement. One attempt for a session at a time, each with a fresh look at its row: so no two write
 * one copy.
 */
final class Takeovers {
    private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);

    private final PartialFiles files;
    private final SessionStore store;
    private final Duration lapse;
    private final Admission admission;
    private final Map<SessionId, Mono<Session>> underWay = new ConcurrentHashMap<>();

    Takeovers(PartialFiles files, SessionStore store, Duration lapse, Admission admission) {
        this.files = files;
        this.store = store;
        this.lapse = lapse;
        this.admission = admission;
    }

    /**
     * Makes an instance, which this one is, the owner of a session. Empty where it was not to be had: another one has
     * it now. {@code DISK_SHORT} where its copy has no room here. Goes on to its end whatever becomes of the
     * subscriber.
     */
    Mono<Session> take(SessionId id, long self) {
        return Mono.defer(() -> underWay.computeIfAbsent(
                id,
                absent ->
                        fresh(id, self).doFinally(signal -> underWay.remove(id)).cache()));
    }

    private Mono<Session> fresh(SessionId id, long self) {
        return store.find(id, lapse)
                .filter(found -> found.session().isOpen())
                .flatMap(found -> found.owner().id() == self ? begunAgain(found, self) : fetched(found, self));
    }

    /** The file of a session of this instance is not what its row says: the client has to begin again. */
    private Mono<Session> begunAgain(Found found, long self) {
        Session session = found.session();
        return files.resume(session.fileName(), session.offsetBytes())
                .map(file -> session)
                .switchIfEmpty(Mono.defer(() -> taken(found, self, next(session))));
    }

    private Mono<Session> fetched(Found found, long self) {
        Session session = found.session();
        if (!found.owner().hasLapsed()) {
            return Mono.empty();
        }
        return copy(found)
                .switchIfEmpty(Mono.fromSupplier(() -> next(session)))
                .flatMap(copy -> taken(found, self, copy));
    }

    private Mono<PartialFile> copy(Found found) {
        Session session = found.session();
        if (session.offsetBytes() == 0) {
            return Mono.empty();
        }
        return Mono.usingWhen(
                admission.room(session.offsetBytes()),
                room -> files.copy(
                        found.owner().name(),
                        session.fileName(),
                        session.offsetBytes(),
                        session.fileName(session.tenure() + 1)),
                room -> Mono.fromRunnable(room::release));
    }

    private PartialFile next(Session session) {
        return files.begin(session.fileName(session.tenure() + 1));
    }

    private Mono<Session> taken(Found found, long self, PartialFile copy) {
        return store.take(found.session(), self, copy.durableBytes(), lapse)
                .doOnNext(taken -> LOG.info(
                        "event=session.taken session={} from={} offset={} of={}",
                        taken.id(),
                        found.owner().name(),
                        taken.offsetBytes(),
                        found.session().offsetBytes()))
                .switchIfEmpty(Mono.defer(() -> copy.delete().then(Mono.empty())));
    }
}
