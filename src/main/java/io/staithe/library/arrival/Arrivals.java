package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.Members.Addition;
import io.staithe.library.addition.AdditionValue;
import io.staithe.library.addition.Source;
import io.staithe.library.change.ChangeFault;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.TaskJson;
import io.staithe.library.task.Until;
import io.staithe.library.task.Watch;
import io.staithe.queue.Listing;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Packages that come into a repository by one call: received, added, and where the sender waits for it published.
 *
 * <p>The file goes through an upload directory of its own, whose name nobody can guess, and which is gone when the call
 * is answered with a receipt or a refusal. Repeating is safe: equal bytes that the repository has are answered with the
 * receipt of their first addition.
 */
public final class Arrivals {
    private static final String DIRECTORIES = "v1/";

    private final Catalog catalog;
    private final Uploads uploads;
    private final Members members;
    private final ReceiptBook receipts;
    private final Watch watch;

    /** Arrivals through these use cases. */
    public Arrivals(Catalog catalog, Uploads uploads, Members members, ReceiptBook receipts, Watch watch) {
        this.catalog = catalog;
        this.uploads = uploads;
        this.members = members;
        this.receipts = receipts;
        this.watch = watch;
    }

    /**
     * Receives a package, has it added, and waits as far and as long as the sender wants; then emits how far it came.
     *
     * <p>Before the body is subscribed to: {@code UNKNOWN_REPOSITORY}, {@code NOT_A_PACKAGE_NAME}, and what admission
     * refuses. After it: {@code DIGEST_MISMATCH}; {@code PACKAGE_REFUSED} for what inspection refuses;
     * {@code PACKAGE_DIFFERS} where other bytes are there, with both digests. A publish that fails is no fault: its task
     * tells. A cancel before the acceptance leaves nothing; later the addition goes on.
     */
    public Mono<Arrival> receive(Caller caller, Sending sending) {
        return Mono.defer(() -> repository(sending))
                .flatMap(repository -> Mono.usingWhen(
                                Mono.fromSupplier(() -> DIRECTORIES + UUID.randomUUID()),
                                directory -> accepted(caller, sending, repository, directory),
                                directory -> Mono.empty(),
                                (directory, failure) -> uploads.deleteDirectory(caller, directory),
                                directory -> uploads.deleteDirectory(caller, directory))
                        .flatMap(sent -> followed(caller, sent)));
    }

    private Mono<Repository> repository(Sending sending) {
        String name = sending.file().name();
        if (PackageKind.ofFileName(name)
                .filter(kind -> kind != PackageKind.SOURCE)
                .isEmpty()) {
            return Mono.error(new Refused(
                    ArrivalFault.NOT_A_PACKAGE_NAME,
                    "the name of '" + Fault.bounded(name) + "' must end in .deb, .udeb or .ddeb; a source package comes"
                            + " with its files, by way of an upload directory"));
        }
        return catalog.repository(sending.repository())
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(sending.repository())));
    }

    private Mono<Sent> accepted(Caller caller, Sending sending, Repository repository, String directory) {
        Source source = new Source(directory, sending.file().name());
        Addition how = new Addition(false, sending.replaces());
        return uploads.receive(caller, directory, Flux.just(sending.file()), sending.declaredBytes())
                .flatMap(received -> members.add(caller, repository.name(), source, how, Listing.LISTED)
                        .map(task -> new Sent(sending, repository, received.get(0), task)));
    }

    private Mono<Arrival> followed(Caller caller, Sent sent) {
        if (sent.sending().until() == Until.ACCEPTED) {
            return Mono.just(sent.waiting());
        }
        return watch.end(sent.task(), sent.sending().patience())
                .flatMap(seen -> seen.task().state().isFinished()
                        ? added(caller, sent, seen.task()).flatMap(arrival -> shown(caller, sent, arrival, seen.left()))
                        : Mono.just(sent.waiting()));
    }

    /** The receipt of an addition that ended well; a fault where it did not. */
    private Mono<Arrival> added(Caller caller, Sent sent, Task done) {
        Outcome outcome = done.outcome();
        if (!(outcome instanceof Outcome.Succeeded succeeded)) {
            return Mono.just(new Arrival(done, null, List.of()));
        }
        AdditionValue value = TaskJson.read(String.valueOf(succeeded.value()), AdditionValue.class);
        Mono<Void> cleared = value.failedFiles().isEmpty()
                ? Mono.empty()
                : uploads.deleteDirectory(caller, sent.file().directory());
        if (!value.failedFiles().isEmpty() && !isThere(value, sent.sha256())) {
            return cleared.then(Mono.error(refusal(value, sent)));
        }
        return cleared.then(receipts.of(sent.repository().id(), sent.sha256()))
                .map(receipt -> new Arrival(done, receipt, List.of()))
                .defaultIfEmpty(new Arrival(done, null, List.of()));
    }

    /** Whether what is in the way has the same bytes: it came under another file name, which its key covers. */
    private static boolean isThere(AdditionValue value, String sha256) {
        return value.conflicts().stream()
                .anyMatch(conflict -> conflict.present().equals(sha256));
    }

    private static Refused refusal(AdditionValue value, Sent sent) {
        if (value.conflicts().isEmpty()) {
            return new Refused(
                    ChangeFault.PACKAGE_REFUSED,
                    fromFileName(value.warnings().get(0), sent.file().directory() + "/"));
        }
        AdditionValue.Conflict conflict = value.conflicts().get(0);
        return RepositoryChanges.differs(conflict.identity(), conflict.present(), sent.sha256());
    }

    /** A warning without what is said before the file's name: the sender knows of no upload directory. */
    private static String fromFileName(String warning, String directory) {
        int at = warning.indexOf(directory);
        return at < 0 ? warning : warning.substring(at + directory.length());
    }

    private Mono<Arrival> shown(Caller caller, Sent sent, Arrival arrival, Duration patience) {
        if (sent.sending().until() != Until.PUBLISHED || arrival.receipt() == null) {
            return Mono.just(arrival);
        }
        return watch.published(caller, Set.of(sent.repository().id().value()), patience)
                .map(publishing -> new Arrival(arrival.task(), arrival.receipt(), publishing));
    }

    private record Sent(Sending sending, Repository repository, UploadedFile file, Task task) {
        String sha256() {
            return file.blob().digests().sha256();
        }

        Arrival waiting() {
            return new Arrival(task, null, List.of());
        }
    }
}
