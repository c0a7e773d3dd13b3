package io.staithe.library.incoming;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.fault.Category;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.library.incoming.Incoming.Sent;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.receipt.SignedReceipt;
import io.staithe.library.task.Watch;
import io.staithe.observe.Correlation;
import io.staithe.observe.Meters;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Waits for the end of uploads, tells what they brought, and counts how they ended. */
public final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final List<String> ENDS = List.of("taken", "repeated", "refused", "put-off", "failed");

    private final Watch watch;
    private final ReceiptBook receipts;
    private final Terms terms;
    private final MeterRegistry meters;

    /** Outcomes as these see them. */
    public Outcomes(Watch watch, ReceiptBook receipts, Terms terms, MeterRegistry meters) {
        this.watch = watch;
        this.receipts = receipts;
        this.terms = terms;
        this.meters = meters;
        ENDS.forEach(this::counter);
    }

    /** The same upload, counted and written down when it ends. */
    Mono<Taken> told(Sent sent, Mono<Taken> upload) {
        return Correlation.current()
                .flatMap(correlation -> upload.doOnNext(
                                taken -> tell(sent, taken.isNew() ? "taken" : "repeated", "-", correlation))
                        .doOnError(failure -> tell(sent, end(failure), reason(failure), correlation)));
    }

    /** What an accepted upload brought; a fault where it was not added, or not while patience lasted. */
    Mono<Taken> follow(Sent sent, Task accepted, List<String> digests) {
        return watch.end(accepted, terms.patience())
                .flatMap(seen -> added(sent, seen.task(), digests).flatMap(taken -> shown(sent, taken, seen.left())));
    }

    private Mono<Taken> added(Sent sent, Task task, List<String> digests) {
        Outcome outcome = task.outcome();
        if (outcome == null) {
            return Mono.error(() -> task.state() == TaskState.CANCELLED ? cancelled(task) : waiting(task));
        }
        return outcome.fold(
                succeeded -> receipts(sent, digests).map(signed -> new Taken(task, signed, List.of())),
                failed ->
                        Mono.error(() -> new Refused(new Failure(failed.code(), failed.category()), failed.message())));
    }

    private Mono<Taken> shown(Sent sent, Taken taken, Duration patience) {
        return terms.publishes()
                ? Mono.defer(() -> watch.published(
                                sent.caller(), Set.of(sent.target().id()), patience))
                        .map(publishing -> new Taken(taken.task(), taken.receipts(), publishing))
                        .onErrorResume(failure -> untold("publications", failure, taken))
                : Mono.just(taken);
    }

    private Mono<List<SignedReceipt>> receipts(Sent sent, List<String> digests) {
        return Flux.fromIterable(digests)
                .concatMap(digest -> receipts.of(sent.target().repository(), digest))
                .collectList()
                .onErrorResume(failure -> untold("receipts", failure, List.of()));
    }

    /** The upload is in: what cannot be told of it must not look as if it was refused. */
    private static <T> Mono<T> untold(String what, Throwable failure, T instead) {
        LOG.atWarn()
                .addKeyValue("event", "dput.untold")
                .addKeyValue("what", what)
                .setCause(failure)
                .log("an upload was added, and not all is told of it");
        return Mono.just(instead);
    }

    private static Refused cancelled(Task task) {
        return new Refused(QueueFault.TASK_CANCELLED, "somebody cancelled task " + task.id() + " before it started");
    }

    private Exhausted waiting(Task task) {
        return new Exhausted(
                IncomingFault.STILL_WAITING,
                "the upload is whole and waits to be added as task " + task.id() + "; sending it again later is safe",
                terms.patience());
    }

    private void tell(Sent sent, String outcome, String reason, String correlation) {
        counter(outcome).increment();
        LOG.atInfo()
                .addKeyValue("event", "dput")
                .addKeyValue("outcome", outcome)
                .addKeyValue("fault", reason)
                .addKeyValue("repository", Fault.bounded(sent.target().name()))
                .addKeyValue("file", Fault.bounded(sent.file().name()))
                .addKeyValue("directory", sent.file().directory())
                .addKeyValue("caller", sent.caller().name())
                .addKeyValue("correlation", correlation)
                .log("upload by .changes file {}", outcome);
    }

    private Counter counter(String outcome) {
        return Meters.INCOMING.counter(meters, "outcome", outcome);
    }

    private static String end(Throwable failure) {
        if (!(failure instanceof Fault fault)) {
            return "failed";
        }
        return switch (fault.code().category().blame()) {
            case CALLER -> "refused";
            case SCARCITY -> "put-off";
            case OURS -> "failed";
        };
    }

    private static String reason(Throwable failure) {
        return failure instanceof Fault fault
                ? fault.code().slug()
                : failure.getClass().getSimpleName();
    }

    /**
     * How uploads are followed.
     *
     * @param patience how long an answer may take
     * @param publishes whether publications of the repository have to show it first
     */
    public record Terms(Duration patience, boolean publishes) {}

    /** The fault of a task, by its slug. */
    record Failure(Label label) implements FaultCode {
        Failure(String slug, Category category) {
            this(new Label(slug, "The upload was not added", category));
        }
    }
}
