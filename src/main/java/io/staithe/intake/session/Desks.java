package io.staithe.intake.session;

import io.staithe.pool.PartialFile;
import io.staithe.pool.PartialFiles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The sessions of this instance that are in memory; one desk for each tenure, so that a file never has two writers. */
final class Desks {
    private static final Logger LOG = LoggerFactory.getLogger(Desks.class);

    private final PartialFiles files;
    private final Map<SessionId, Entry> entries = new ConcurrentHashMap<>();

    Desks(PartialFiles files) {
        this.files = files;
    }

    /**
     * The desk of an open session of this instance; empty where its file has fewer bytes than the row tells, or where
     * it has changed hands since.
     */
    Mono<Desk> of(Session session) {
        return Mono.defer(() -> entries.compute(
                        session.id(),
                        (id, present) ->
                                present != null && present.tenure() >= session.tenure() ? present : entry(session))
                .of(session));
    }

    private Entry entry(Session session) {
        Mono<Desk> opened = files.resume(session.fileName(), session.offsetBytes())
                .map(file -> new Desk(session.id(), file, session.offsetBytes()))
                .switchIfEmpty(Mono.<Desk>fromRunnable(() -> forget(session)))
                .doOnError(failure -> forget(session))
                .cache();
        return new Entry(session.tenure(), opened);
    }

    /** Lets go of a session that is closed, ended or lost, and deletes its file; a failure is left to the sweep. */
    Mono<Void> drop(Session session, PartialFile file) {
        return Mono.defer(() -> {
                    forget(session);
                    return file.delete();
                })
                .onErrorResume(failure -> Mono.fromRunnable(() -> LOG.atWarn()
                        .addKeyValue("session", session.id())
                        .setCause(failure)
                        .log("the spool file of an upload session is left for the sweep")));
    }

    private void forget(Session session) {
        entries.computeIfPresent(session.id(), (id, entry) -> entry.tenure() <= session.tenure() ? null : entry);
    }

    /** Lets go of a session that has no row any more. */
    void forget(SessionId gone) {
        entries.remove(gone);
    }

    /** How many there are. */
    int count() {
        return entries.size();
    }

    private record Entry(long tenure, Mono<Desk> desk) {
        Mono<Desk> of(Session session) {
            return tenure == session.tenure() ? desk : Mono.empty();
        }
    }
}
