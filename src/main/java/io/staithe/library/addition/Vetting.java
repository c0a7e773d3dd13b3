package io.staithe.library.addition;

import static java.util.stream.Collectors.toSet;

import io.staithe.access.Caller;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Shelves;
import io.staithe.deb.Control;
import io.staithe.fault.Refused;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.pool.Blob;
import io.staithe.queue.Atomically;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Asks callers for the packages that files bring, by what inspection found in them whatever their names say; and
 * accepts tasks with the very files that were asked about.
 */
public final class Vetting {
    private final Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections;
    private final Atomically atomically;
    private final Shelves shelves;
    private final Function<Collection<AcceptedFile>, Mono<Void>> record;

    /**
     * A vetting through these.
     *
     * @param inspections gives the verdict on each of these
     * @param record writes files beside their task, inside a transaction
     */
    public Vetting(
            Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections,
            Atomically atomically,
            Shelves shelves,
            Function<Collection<AcceptedFile>, Mono<Void>> record) {
        this.inspections = inspections;
        this.atomically = atomically;
        this.shelves = shelves;
        this.record = record;
    }

    /**
     * Completes, or refuses with {@code MISSING_GRANT} where the caller may not bring one of the packages. What is no
     * package is not asked for: nothing will be added for it. Repeatable.
     */
    public Mono<Void> required(Caller caller, Entrance entrance, Collection<AcceptedFile> files) {
        if (entrance.isOpenTo(caller)) {
            return Mono.empty();
        }
        Set<Suspect> suspects = files.stream()
                .flatMap(file -> file.kind().map(kind -> new Suspect(file.blob(), kind)).stream())
                .collect(toSet());
        return suspects.isEmpty()
                ? Mono.empty()
                : inspections
                        .apply(suspects)
                        .flatMap(verdicts -> caller.required(verdicts.values().stream()
                                .flatMap(Vetting::control)
                                .map(control -> entrance.of(control.name().value()))
                                .distinct()
                                .toList()));
    }

    private static Stream<Control> control(Verdict verdict) {
        return verdict.fold(passed -> Stream.of(passed.control()), failed -> Stream.empty());
    }

    /**
     * Inserts the task and records these files beside it, in one transaction. Emits the task, queued, after commit.
     * {@code BYTES_GONE} where a file's bytes are not kept any more. Not repeatable.
     *
     * @param files of any task; they become this one's
     */
    public Mono<Task> accepted(NewTask task, Collection<AcceptedFile> files) {
        List<Long> blobs = files.stream().map(AcceptedFile::blob).map(Blob::id).toList();
        Mono<Task> acceptance = shelves.touch(blobs)
                .collect(toSet())
                .doOnNext(kept -> refuseGone(blobs, kept))
                .then(atomically.accept(task))
                .delayUntil(accepted -> record.apply(files.stream()
                        .map(file ->
                                new AcceptedFile(accepted.id().value(), file.directory(), file.name(), file.blob()))
                        .toList()));
        return atomically.transact(acceptance);
    }

    private static void refuseGone(Collection<Long> blobs, Set<Long> kept) {
        if (!kept.containsAll(blobs)) {
            throw new Refused(CatalogFault.BYTES_GONE, "bytes of the change are not kept any more, upload them again");
        }
    }
}
