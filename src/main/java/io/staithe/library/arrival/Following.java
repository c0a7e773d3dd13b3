package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Refused;
import io.staithe.intake.Uploads;
import io.staithe.library.addition.AdditionValue;
import io.staithe.library.change.ChangeFault;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.TaskJson;
import io.staithe.library.task.Until;
import io.staithe.library.task.Watch;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What becomes of a package whose addition is accepted, for as long as its sender waits. */
public final class Following {
    private final Uploads uploads;
    private final ReceiptBook receipts;
    private final Watch watch;

    /** Follows additions through these. */
    public Following(Uploads uploads, ReceiptBook receipts, Watch watch) {
        this.uploads = uploads;
        this.receipts = receipts;
        this.watch = watch;
    }

    /**
     * Waits as far and as long as the sender wants, and emits how far the package came. {@code PACKAGE_REFUSED},
     * {@code PACKAGE_DIFFERS} where the addition was refused; then the upload directory is gone as well. Repeatable.
     */
    Mono<Arrival> arrival(Caller caller, Sent sent) {
        if (sent.until() == Until.ACCEPTED) {
            return Mono.just(sent.waiting());
        }
        return watch.end(sent.task(), sent.patience())
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
        Mono<Void> cleared =
                value.failedFiles().isEmpty() ? Mono.empty() : uploads.deleteDirectory(caller, sent.directory());
        if (!value.failedFiles().isEmpty() && !isThere(value, sent.sha256())) {
            return cleared.then(Mono.error(refusal(value, sent)));
        }
        return cleared.then(receipts.of(sent.repository(), sent.sha256()))
                .map(receipt -> new Arrival(done, receipt, List.of()))
                .defaultIfEmpty(new Arrival(done, null, List.of()));
    }

    /** Whether what is in the way has the same bytes: it came under another file name, which its key covers. */
    private static boolean isThere(AdditionValue value, String sha256) {
        return value.conflicts().stream()
                .anyMatch(conflict -> conflict.present().equals(sha256));
    }

    private static Refused refusal(AdditionValue value, Sent sent) {
        if (!value.refusals().isEmpty()) {
            return value.refusals().get(0).fault();
        }
        if (value.conflicts().isEmpty()) {
            return new Refused(ChangeFault.PACKAGE_REFUSED, value.warningOf(sent.directory()));
        }
        AdditionValue.Conflict conflict = value.conflicts().get(0);
        return RepositoryChanges.differs(conflict.identity(), conflict.present(), sent.sha256());
    }

    private Mono<Arrival> shown(Caller caller, Sent sent, Arrival arrival, Duration patience) {
        if (sent.until() != Until.PUBLISHED || arrival.receipt() == null) {
            return Mono.just(arrival);
        }
        return watch.published(caller, Set.of(sent.repository().value()), patience)
                .map(publishing -> new Arrival(arrival.task(), arrival.receipt(), publishing));
    }

    /**
     * A package whose addition is accepted.
     *
     * @param directory its upload directory
     * @param sha256 the digest of its file
     * @param until what the sender waits for
     * @param patience for how long
     */
    record Sent(RepositoryId repository, String directory, String sha256, Task task, Until until, Duration patience) {
        private Arrival waiting() {
            return new Arrival(task, null, List.of());
        }
    }
}
