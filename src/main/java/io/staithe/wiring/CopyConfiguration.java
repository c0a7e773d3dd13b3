package io.staithe.wiring;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.library.PackageLists;
import io.staithe.library.copy.Copies;
import io.staithe.library.copy.Copying;
import io.staithe.library.copy.Filling;
import io.staithe.library.task.Handler;
import io.staithe.library.task.Placements;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.RepositoryTasks;
import io.staithe.queue.Atomically;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Copies between repositories, and from snapshots into new ones. */
@Configuration(proxyBeanMethods = false)
final class CopyConfiguration {
    @Bean
    Copies copies(Catalog catalog, SnapshotCatalog snapshots, Tasks tasks) {
        return new Copies(catalog, snapshots, tasks);
    }

    @Bean
    TaskHandler packageCopy(
            Catalog catalog,
            PackageLists lists,
            RepositoryChanges changes,
            Placements placements,
            Atomically atomically) {
        return new Handler(Copies.COPY, new Copying(catalog, lists, changes, placements, atomically)::copy);
    }

    @Bean
    TaskHandler repositoryFilling(RepositoryTasks tasks, SnapshotRegistry snapshots, Ledger ledger, Shelves shelves) {
        return new Handler(Copies.FILL, new Filling(tasks, snapshots, ledger, shelves)::fill);
    }
}
