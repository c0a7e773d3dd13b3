package io.staithe.library.task;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Event;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Registry;
import io.staithe.catalog.Registry.Uses;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Repository.Description;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.Payloads.Drop;
import io.staithe.library.task.Payloads.Edit;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes, edits and drops repositories. */
public final class RepositoryTasks {
    private final Registry registry;
    private final Ledger ledger;
    private final RepositoryChanges changes;
    private final Atomically atomically;

    /** Tasks on these tables. */
    public RepositoryTasks(Registry registry, Ledger ledger, RepositoryChanges changes, Atomically atomically) {
        this.registry = registry;
        this.ledger = ledger;
        this.changes = changes;
        this.atomically = atomically;
    }

    /** Makes the repository; a living one of its name is {@code REPOSITORY_EXISTS}. */
    public Mono<Void> create(Task task) {
        return create(task, TaskJson.read(task.payload(), Description.class), empty -> Mono.empty());
    }

    /**
     * The same for a task of another kind.
     *
     * @param filling puts something into the new repository, in the same transaction
     */
    public Mono<Void> create(Task task, Description description, Function<Repository, Mono<Void>> filling) {
        Mono<List<Settlement>> made = registry.create(description)
                .switchIfEmpty(Mono.error(() -> exists(description.name())))
                .flatMap(repository -> ledger.announce(List.of(created(task, repository)))
                        .then(Mono.defer(() -> filling.apply(repository)))
                        .thenReturn(List.of(settled(task, repository))));
        return atomically.settle(made).then();
    }

    private static Event created(Task task, Repository repository) {
        Created told =
                new Created(repository.name(), task.id().value(), task.caller().name(), task.correlation());
        return new Event("repository.created", "repository/" + repository.name(), TaskJson.write(told));
    }

    /** The refusal of a name that a living repository has. */
    private static Refused exists(String name) {
        return new Refused(
                CatalogFault.REPOSITORY_EXISTS, "local repo with name " + Fault.bounded(name) + " already exists");
    }

    /** The refusal of a new name that a living repository has. */
    public static Refused taken(String name) {
        return new Refused(
                CatalogFault.REPOSITORY_EXISTS,
                "unable to rename: local repo \"" + Fault.bounded(name) + "\" already exists");
    }

    /** Changes what is given; it makes a revision where something differs. */
    public Mono<Void> edit(Task task) {
        Edit edit = TaskJson.read(task.payload(), Edit.class);
        return changes.change(edit.target(), opened -> edit(opened, task, edit));
    }

    private Mono<List<Settlement>> edit(Opened opened, Task task, Edit edit) {
        Repository before = opened.repository();
        Description wanted = edited(before, edit);
        if (wanted.equals(before.description())) {
            return Mono.just(List.of(settled(task, before)));
        }
        Entries entries = new Entries(opened);
        entries.add(task, "repository.edited", "edit " + TaskJson.write(wanted) + "\n");
        return registry.describe(before.id(), wanted)
                .flatMap(after -> ledger.close(opened, entries.rows(), entries.events())
                        .thenReturn(List.of(settled(task, after))));
    }

    private static Description edited(Repository before, Edit edit) {
        return new Description(
                either(edit.name(), before.name()),
                either(edit.comment(), before.comment()),
                either(edit.defaultDistribution(), before.defaultDistribution()),
                either(edit.defaultComponent(), before.defaultComponent()));
    }

    private static String either(@Nullable String given, String kept) {
        return given == null ? kept : given;
    }

    /** Makes the repository a tombstone, unless it is published or, unforced, has snapshots. */
    public Mono<Void> drop(Task task) {
        Drop drop = TaskJson.read(task.payload(), Drop.class);
        return changes.change(drop.target(), opened -> drop(opened, task, drop.forced()));
    }

    private Mono<List<Settlement>> drop(Opened opened, Task task, boolean forced) {
        Entries entries = new Entries(opened);
        entries.add(task, "repository.dropped", "drop\n");
        return registry.uses(opened.repository().id())
                .flatMap(uses -> refusal(uses, forced))
                .then(registry.drop(opened.repository().id()))
                .then(ledger.close(opened, entries.rows(), entries.events()))
                .thenReturn(List.of(Settlement.succeeded(task, "{}", "")));
    }

    private static Mono<Void> refusal(Uses uses, boolean forced) {
        if (uses.publications() > 0) {
            return Mono.error(
                    new Refused(CatalogFault.REPOSITORY_PUBLISHED, "unable to drop, local repo is published"));
        }
        if (uses.snapshots() > 0 && !forced) {
            return Mono.error(new Refused(
                    CatalogFault.REPOSITORY_HAS_SNAPSHOTS,
                    "unable to drop, local repo has snapshots, use ?force=1 to override"));
        }
        return Mono.empty();
    }

    private static Settlement settled(Task task, Repository repository) {
        return Settlement.succeeded(task, TaskJson.write(repository.description()), "");
    }

    /** What the event of a new repository tells. */
    private record Created(String repository, long task, String caller, String correlation) {}
}
