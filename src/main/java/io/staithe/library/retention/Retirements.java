package io.staithe.library.retention;

import io.staithe.access.Caller;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.Slot;
import io.staithe.library.policy.Inventory;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.PolicyStore;
import io.staithe.library.task.Entries;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.Request;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Listing;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes packages that are older than their repository keeps them, as tasks of its lane: each one some of them, the
 * oldest first, as one revision. The age counts from the revision that brought the package.
 */
public final class Retirements implements SingleTaskHandler {
    /** The kind of its tasks. */
    public static final String RETIRE = "package.retire";

    private static final Caller CALLER = Caller.trusted("staithe");

    private final PolicyStore store;
    private final Inventory inventory;
    private final Desk desk;
    private final Tasks tasks;
    private final int most;

    /**
     * Retirements through these.
     *
     * @param most how many packages one task removes
     */
    public Retirements(PolicyStore store, Inventory inventory, Desk desk, Tasks tasks, int most) {
        this.store = store;
        this.inventory = inventory;
        this.desk = desk;
        this.tasks = tasks;
        this.most = most;
    }

    /** Has a task accepted for each repository that holds something for too long, unless one is waiting. */
    public Mono<Void> beat() {
        return store.overdue(RETIRE).concatMap(this::submitted).then();
    }

    private Mono<Task> submitted(Repository repository) {
        Target target = Target.of(repository);
        return new Request(
                        RETIRE,
                        new Retire(target),
                        "Remove packages from repo " + target.name() + " that are too old",
                        List.of(Lanes.repository(target.repository())))
                .submit(tasks, CALLER, Listing.UNLISTED);
    }

    @Override
    public String kind() {
        return RETIRE;
    }

    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public Mono<Void> perform(Task task) {
        Retire retire = TaskJson.read(task.payload(), Retire.class);
        return desk.changes().change(retire.target(), opened -> retired(opened, task));
    }

    private Mono<List<Settlement>> retired(Opened opened, Task task) {
        Duration age = Policies.of(opened.repository()).retention().maximumAge();
        Flux<Member> overdue = age == null
                ? Flux.empty()
                : inventory.overdue(opened.repository().id(), opened.at().minus(age), most);
        return overdue.collectList().flatMap(members -> removed(opened, task, members));
    }

    private Mono<List<Settlement>> removed(Opened opened, Task task, List<Member> members) {
        Shelf shelf = new Shelf(opened.repository().revision(), members);
        Entries entries = new Entries(opened);
        members.forEach(member -> shelf.take(Slot.of(member.key())));
        shelf.endTurn().ifPresent(step -> entries.add(task, step));
        String output = "Removing " + members.size() + " packages\n";
        return desk.shelves()
                .write(opened.repository().id(), shelf)
                .then(Mono.defer(() -> desk.ledger().close(opened, entries.rows(), entries.events())))
                .thenReturn(List.of(Settlement.succeeded(task, null, output)));
    }

    /** How repositories are changed. */
    public record Desk(RepositoryChanges changes, Ledger ledger, Shelves shelves) {}

    /** What a task carries: version 1. */
    record Retire(Target target) {}
}
