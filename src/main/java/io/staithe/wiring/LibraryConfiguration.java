package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Registry;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.search.Packages;
import io.staithe.catalog.search.Resolver;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.intake.Inspections;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.PackageLists;
import io.staithe.library.Repositories;
import io.staithe.library.Sight;
import io.staithe.library.Snapshots;
import io.staithe.library.addition.Acceptance;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Vetting;
import io.staithe.library.change.Holdings;
import io.staithe.library.policy.Policing;
import io.staithe.library.pull.Pulling;
import io.staithe.library.pull.Pulls;
import io.staithe.library.snapshot.SnapshotTasks;
import io.staithe.library.task.Handler;
import io.staithe.library.task.Placements;
import io.staithe.library.task.Removals;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.RepositoryTasks;
import io.staithe.observe.Meters;
import io.staithe.postgres.PgAcceptance;
import io.staithe.postgres.PgAcceptedFiles;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** The use cases of repositories and snapshots, and what their tasks do. */
@Configuration(proxyBeanMethods = false)
final class LibraryConfiguration {
    @Bean
    PgAcceptedFiles acceptedFiles(DatabaseClient database) {
        return new PgAcceptedFiles(database);
    }

    @Bean
    RepositoryChanges repositoryChanges(
            Ledger ledger, Atomically atomically, MeterRegistry meters, LibrarySettings settings) {
        return new RepositoryChanges(ledger, atomically, Meters.REVISION_RETRIES.counter(meters), settings.lostRaces());
    }

    @Bean
    Repositories repositories(Catalog catalog, Tasks tasks) {
        return new Repositories(catalog, tasks);
    }

    @Bean
    Acceptance acceptance(DatabaseClient database, PgAcceptedFiles files, Announcements announcements) {
        return new PgAcceptance(database, files, announcements);
    }

    @Bean
    Members members(Catalog catalog, Tasks tasks, Acceptance acceptance, Members.Scope scope) {
        return new Members(catalog, tasks, acceptance, scope);
    }

    @Bean
    Vetting vetting(Inspections inspections, Atomically atomically, Shelves shelves, Holdings holdings) {
        return new Vetting(inspections::verdicts, atomically, shelves, holdings::record);
    }

    @Bean
    Sight sight(Catalog catalog, Packages packages) {
        return new Sight(catalog, packages);
    }

    @Bean
    Members.Scope memberScope(Uploads uploads, Vetting vetting, Sight sight) {
        return new Members.Scope(uploads::files, vetting, sight);
    }

    @Bean
    Snapshots snapshots(Catalog catalog, SnapshotCatalog snapshots, Tasks tasks, Sight sight) {
        return new Snapshots(catalog, snapshots, tasks, sight);
    }

    @Bean
    PackageLists packageLists(
            Catalog catalog, SnapshotCatalog snapshots, Packages packages, DependencySettings settings) {
        Resolver resolver = new Resolver(packages, settings.batch());
        return new PackageLists(
                catalog,
                snapshots,
                packages,
                resolver,
                new PackageLists.Dependencies(settings.architectures(), settings.following()));
    }

    @Bean
    Additions.Limits additionLimits(LibrarySettings settings, Directories directories) {
        return new Additions.Limits(
                Members.ADD,
                settings.batchTasks(),
                settings.batchFiles(),
                directories.uploadRoot().toString());
    }

    @Bean
    Additions.Desk additionDesk(Ledger ledger, Shelves shelves, AcceptedFiles files, Policing policing) {
        return new Additions.Desk(ledger, shelves, files, policing);
    }

    @Bean
    Additions additions(
            RepositoryChanges changes, Additions.Desk desk, Inspections inspections, Additions.Limits limits) {
        return new Additions(changes, desk, inspections::verdicts, limits);
    }

    @Bean
    TaskHandler removals(RepositoryChanges changes, Ledger ledger, Shelves shelves, LibrarySettings settings) {
        return new Removals(Members.REMOVE, changes, ledger, shelves, settings.batchTasks());
    }

    @Bean
    Placements placements(RepositoryChanges changes, Ledger ledger, Shelves shelves, Policing policing) {
        return new Placements(changes, ledger, shelves, policing);
    }

    @Bean
    TaskHandler placement(Placements placements) {
        return new Handler(Members.PUT, placements::put);
    }

    @Bean
    RepositoryTasks repositoryTasks(
            Registry registry, Ledger ledger, RepositoryChanges changes, Atomically atomically) {
        return new RepositoryTasks(registry, ledger, changes, atomically);
    }

    @Bean
    TaskHandler repositoryCreation(RepositoryTasks tasks) {
        return new Handler(Repositories.CREATE, tasks::create);
    }

    @Bean
    TaskHandler repositoryEditing(RepositoryTasks tasks) {
        return new Handler(Repositories.EDIT, tasks::edit);
    }

    @Bean
    TaskHandler repositoryDrop(RepositoryTasks tasks) {
        return new Handler(Repositories.DROP, tasks::drop);
    }

    @Bean
    SnapshotTasks snapshotTasks(SnapshotRegistry registry, Ledger ledger, Atomically atomically) {
        return new SnapshotTasks(registry, ledger, atomically);
    }

    @Bean
    TaskHandler snapshotCreation(SnapshotTasks tasks) {
        return new Handler(Snapshots.CREATE, tasks::create);
    }

    @Bean
    TaskHandler snapshotComposition(SnapshotTasks tasks) {
        return new Handler(Snapshots.COMPOSE, tasks::compose);
    }

    @Bean
    TaskHandler snapshotMerge(SnapshotTasks tasks) {
        return new Handler(Snapshots.MERGE, tasks::merge);
    }

    @Bean
    TaskHandler snapshotEditing(SnapshotTasks tasks) {
        return new Handler(Snapshots.EDIT, tasks::edit);
    }

    @Bean
    Pulls pulls(SnapshotCatalog snapshots, Tasks tasks) {
        return new Pulls(snapshots, tasks);
    }

    @Bean
    Pulling pulling(SnapshotRegistry registry, PackageLists lists, SnapshotTasks tasks, Atomically atomically) {
        return new Pulling(registry, lists, tasks, atomically);
    }

    @Bean
    TaskHandler snapshotPull(Pulling pulling) {
        return new Handler(Pulls.PULL, pulling::pull);
    }

    @Bean
    TaskHandler snapshotPullPreview(Pulling pulling) {
        return new Handler(Pulls.PREVIEW, pulling::preview);
    }

    @Bean
    TaskHandler snapshotDrop(SnapshotTasks tasks) {
        return new Handler(Snapshots.DROP, tasks::drop);
    }
}
