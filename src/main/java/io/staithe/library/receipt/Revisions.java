package io.staithe.library.receipt;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.RepositoryChanges;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases of the log: what each revision changed, and waiting for the next one.
 *
 * <p>All who wait for one repository share one look at it, so that the database is asked as often as repositories are
 * watched, however many watch.
 */
public final class Revisions {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Catalog catalog;
    private final Ledger ledger;
    private final History history;
    private final Map<RepositoryId, Flux<Long>> looks = new ConcurrentHashMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean closed;

    /** Revisions of a catalogue. */
    public Revisions(Catalog catalog, Ledger ledger, History history) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.history = history;
    }

    /**
     * The revisions of a living repository after a number, in order; where there are none, those that come while the
     * caller's patience lasts, and none after it. {@code UNKNOWN_REPOSITORY} where there is no such repository.
     *
     * @param limit the most that are emitted
     */
    public Flux<Logged> after(Caller caller, String repository, long number, int limit, Duration patience) {
        return repository(caller, repository)
                .flatMap(found -> reached(found, number + 1, patience))
                .flatMapMany(found ->
                        history.after(found.id(), number, limit).map(revision -> new Logged(found.name(), revision)));
    }

    /**
     * A revision of a living repository, where need be as soon as it is made. {@code UNKNOWN_REPOSITORY}, and
     * {@code UNKNOWN_REVISION} where there is none of this number when the caller's patience ends.
     */
    public Mono<Logged> show(Caller caller, String repository, long number, Duration patience) {
        return repository(caller, repository)
                .flatMap(found -> reached(found, number, patience))
                .flatMap(found -> history.find(found.id(), number).map(revision -> new Logged(found.name(), revision)))
                .switchIfEmpty(Mono.error(() -> new Refused(
                        ReceiptFault.UNKNOWN_REVISION,
                        "repository '" + Fault.bounded(repository) + "' has no revision " + number)));
    }

    /** How many wait now. */
    public long waiting() {
        return waiting.get();
    }

    /** Ends all waiting, as if patience had ended: a server that stops has not to wait for those who wait. */
    public void close() {
        closed = true;
    }

    private Mono<Repository> repository(Caller caller, String name) {
        return caller.required(Need.some(Role.READ, name))
                .then(catalog.repository(name))
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(name)));
    }

    /** The repository, at once where it has come so far or nobody has patience. */
    private Mono<Repository> reached(Repository found, long number, Duration patience) {
        if (found.revision() >= number || patience.isZero() || closed) {
            return Mono.just(found);
        }
        return Mono.defer(() -> {
            waiting.incrementAndGet();
            return looks(found.id())
                    .takeUntil(revision -> revision >= number)
                    .then()
                    .timeout(patience, Mono.empty())
                    .doFinally(end -> waiting.decrementAndGet())
                    .thenReturn(found);
        });
    }

    /** The revision of a repository again and again; ends where it was dropped, and when all waiting ends. */
    private Flux<Long> looks(RepositoryId id) {
        return looks.computeIfAbsent(
                id,
                key -> ledger.revision(key)
                        .repeatWhen(ends ->
                                ends.takeWhile(found -> found > 0 && !closed).delayElements(LOOK))
                        .doFinally(end -> looks.remove(key))
                        .publish()
                        .refCount());
    }

    /**
     * A row of the log.
     *
     * @param repository the repository's name now
     */
    public record Logged(String repository, Revision revision) {}
}
