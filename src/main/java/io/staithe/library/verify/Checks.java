package io.staithe.library.verify;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.check.Flaw;
import io.staithe.library.check.Page;
import io.staithe.library.check.Part;
import io.staithe.library.check.Walk;
import io.staithe.library.task.TaskJson;
import io.staithe.observe.Correlation;
import io.staithe.queue.Atomically;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares everything on demand, as a task, and repairs what can be where that is asked for. It changes a lane that
 * nobody else knows, so it waits for nobody but its like.
 */
public final class Checks implements SingleTaskHandler {
    /** The kind of its tasks. */
    public static final String CHECK = "server.check";

    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);
    private static final int VERSION = 1;
    private static final Lane LANE = new Lane("check");
    private static final int PAGE = 500;

    private final List<Walk> walks;
    private final FindingStore findings;
    private final Tasks tasks;
    private final Atomically atomically;

    /** Checks by these walks, in their order. */
    public Checks(List<Walk> walks, FindingStore findings, Tasks tasks, Atomically atomically) {
        this.walks = List.copyOf(walks);
        this.findings = findings;
        this.tasks = tasks;
        this.atomically = atomically;
    }

    /** Has a check accepted; emits its task after commit. */
    public Mono<Task> submit(Caller caller, Wish wish) {
        return caller.required(Need.admin())
                .then(Correlation.current())
                .map(correlation -> new NewTask(
                        CHECK,
                        VERSION,
                        TaskJson.write(wish),
                        wish.title(),
                        caller,
                        correlation,
                        List.of(LANE),
                        List.of(),
                        true))
                .flatMap(tasks::submit);
    }

    /**
     * A check as it stands, with what it found after a number, at most so much; {@code UNKNOWN_CHECK} where there is
     * none, or none any more.
     */
    public Mono<Report> show(Caller caller, TaskId id, long after, int limit) {
        return caller.required(Need.admin())
                .then(tasks.findUnlisted(id))
                .onErrorResume(Checks::isUnknown, gone -> Mono.empty())
                .filter(task -> task.kind().equals(CHECK))
                .switchIfEmpty(Mono.error(() -> new Refused(CheckFault.UNKNOWN_CHECK, "there is no check " + id)))
                .flatMap(task -> findings.of(id, after, limit).collectList().map(found -> new Report(task, found)));
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == QueueFault.UNKNOWN_TASK;
    }

    @Override
    public String kind() {
        return CHECK;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public Mono<Void> perform(Task task) {
        Wish wish = TaskJson.read(task.payload(), Wish.class);
        return findings.clear(task)
                .thenMany(Flux.fromIterable(walks))
                .concatMap(walk -> looked(task, wish, walk))
                .reduce(Tally.NONE, (tally, seen) -> tally.plus(seen.part(), seen.looked(), seen.findings()))
                .map(tally -> Settlement.succeeded(task, TaskJson.write(tally), ""))
                .flatMap(settlement -> atomically.settle(Mono.just(List.of(settlement))))
                .then();
    }

    private Flux<Seen> looked(Task task, Wish wish, Walk walk) {
        boolean mayRead = wish.deep() || walk.part() == Part.GENERATIONS;
        LongPredicate reading = bytes -> mayRead;
        return walk.page(Page.END, PAGE, reading)
                .expand(page -> page.next().equals(Page.END) ? Mono.empty() : walk.page(page.next(), PAGE, reading))
                .concatMap(page -> seen(task, wish, walk.part(), page), 1);
    }

    private Mono<Seen> seen(Task task, Wish wish, Part part, Page page) {
        return Flux.fromIterable(page.flaws())
                .concatMap(flaw -> found(part, flaw, wish))
                .collectList()
                .delayUntil(found -> found.isEmpty() ? Mono.empty() : findings.keep(task, found))
                .map(found -> new Seen(part, page.looked(), found));
    }

    private static Mono<Finding> found(Part part, Flaw flaw, Wish wish) {
        Mono<String> repair = wish.repair() ? flaw.repair().onErrorResume(Checks::unrepaired) : Mono.empty();
        return repair.map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .map(done -> Finding.of(part, flaw, done.orElse(null)))
                .doOnNext(found -> LOG.warn(
                        "event=check.found part={} kind={} subject=\"{}\" wrong=\"{}\" repair=\"{}\"",
                        found.part(),
                        found.kind(),
                        found.subject(),
                        found.wrong(),
                        found.repair()));
    }

    private static Mono<String> unrepaired(Throwable failure) {
        LOG.warn("event=check.unrepaired reason={}", failure.toString());
        return Mono.empty();
    }

    /**
     * What a check is to do.
     *
     * @param deep whether all bytes are read, not their sizes alone
     * @param repair whether what can be repaired is
     */
    public record Wish(boolean deep, boolean repair) {
        private String title() {
            return (repair ? "Check and repair the server" : "Check the server") + (deep ? ", reading all bytes" : "");
        }
    }

    /** A check and some of what it found. */
    public record Report(Task task, List<Finding> findings) {
        /** Copies the list. */
        public Report {
            findings = List.copyOf(findings);
        }
    }

    private record Seen(Part part, long looked, List<Finding> findings) {}
}
