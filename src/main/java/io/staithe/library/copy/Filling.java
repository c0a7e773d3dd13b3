package io.staithe.library.copy;

import io.staithe.catalog.Ledger;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.library.copy.CopyPayloads.Fill;
import io.staithe.library.task.Entries;
import io.staithe.library.task.RepositoryTasks;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Task;
import java.util.List;
import reactor.core.publisher.Mono;

/** Makes repositories of what snapshots hold, in one transaction and by one statement for all packages. */
public final class Filling {
    private final RepositoryTasks tasks;
    private final SnapshotRegistry snapshots;
    private final Ledger ledger;
    private final Shelves shelves;

    /** Fills through these. */
    public Filling(RepositoryTasks tasks, SnapshotRegistry snapshots, Ledger ledger, Shelves shelves) {
        this.tasks = tasks;
        this.snapshots = snapshots;
        this.ledger = ledger;
        this.shelves = shelves;
    }

    /** Performs one task. */
    public Mono<Void> fill(Task task) {
        Fill wanted = TaskJson.read(task.payload(), Fill.class);
        return tasks.create(
                task,
                wanted.repository(),
                made -> snapshots.share(List.of(wanted.snapshot())).flatMap(shared -> fill(task, made, shared.get(0))));
    }

    private Mono<Void> fill(Task task, Repository made, Snapshot snapshot) {
        return ledger.open(made.id(), made.revision()).flatMap(opened -> {
            Entries entries = new Entries(opened);
            return shelves.fill(entries.untold(task), snapshot.repository(), snapshot.revision())
                    .filter(packages -> packages > 0)
                    .flatMap(packages -> told(task, entries, packages));
        });
    }

    private Mono<Void> told(Task task, Entries entries, long packages) {
        entries.filled(task, packages);
        return ledger.announce(entries.events());
    }
}
