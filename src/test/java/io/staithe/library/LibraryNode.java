package io.staithe.library;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.search.Following;
import io.staithe.catalog.search.Resolver;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.events.webhook.WebhookSender;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.intake.DirectoryName;
import io.staithe.library.Members.Addition;
import io.staithe.library.Repositories.NewRepository;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Gate;
import io.staithe.library.addition.Source;
import io.staithe.library.addition.Vetting;
import io.staithe.library.change.Changes;
import io.staithe.library.change.Changing;
import io.staithe.library.change.KnownBytes;
import io.staithe.library.copy.Copies;
import io.staithe.library.copy.Copying;
import io.staithe.library.copy.Filling;
import io.staithe.library.policy.Hooks;
import io.staithe.library.policy.Inventory;
import io.staithe.library.policy.Policing;
import io.staithe.library.retention.Retirements;
import io.staithe.library.snapshot.SnapshotTasks;
import io.staithe.library.task.Handler;
import io.staithe.library.task.Placements;
import io.staithe.library.task.Removals;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.RepositoryTasks;
import io.staithe.observe.Departures;
import io.staithe.observe.Meters;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgAcceptance;
import io.staithe.postgres.PgAcceptedFiles;
import io.staithe.postgres.PgAtomically;
import io.staithe.postgres.PgCatalog;
import io.staithe.postgres.PgHoldings;
import io.staithe.postgres.PgHookStore;
import io.staithe.postgres.PgInstances;
import io.staithe.postgres.PgInventory;
import io.staithe.postgres.PgLaneStore;
import io.staithe.postgres.PgLedger;
import io.staithe.postgres.PgOccupants;
import io.staithe.postgres.PgPackages;
import io.staithe.postgres.PgPolicyStore;
import io.staithe.postgres.PgRegistry;
import io.staithe.postgres.PgShelves;
import io.staithe.postgres.PgSnapshotCatalog;
import io.staithe.postgres.PgSnapshotRegistry;
import io.staithe.postgres.PgTaskStore;
import io.staithe.postgres.PgUploads;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskStore;
import io.staithe.queue.lanes.Capacity;
import io.staithe.queue.lanes.LaneLimits;
import io.staithe.queue.lanes.LaneTasks;
import io.staithe.queue.lanes.Lanes;
import io.staithe.queue.lanes.Performer;
import io.staithe.queue.lanes.Presence;
import io.staithe.testkit.NoAudit;
import io.staithe.testkit.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One instance of the use cases, their handlers and the queue on a database, as the wiring would make it. */
final class LibraryNode {
    static final Duration TIMEOUT = Duration.ofSeconds(120);
    static final Caller CALLER = Caller.trusted("ci");
    static final Addition PLAIN = new Addition(false, false);
    static final Addition REPLACING = new Addition(false, true);
    static final Addition KEEPING = new Addition(true, false);
    private static final Duration LAPSE = Duration.ofSeconds(15);

    final DatabaseClient database;
    final Catalog catalog;
    final Repositories repositories;
    final Members members;
    final Snapshots snapshots;
    final Copies copies;
    final Changes changes;
    final LaneTasks tasks;
    final Atomically atomically;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final RepositoryPolicies policies;
    final List<TaskHandler> handlers;
    private final Policing policing;
    private final Inventory inventory;
    private final Announcements announcements = new Announcements();
    private final Lanes lanes;
    private final Presence presence;

    private LibraryNode(TestDatabase testDatabase, Uploaded uploaded, Parts parts) {
        var connections = testDatabase.connections();
        this.database = Connections.client(connections);
        TransactionalOperator transactions = Connections.readCommitted(Connections.transactions(connections));
        TaskStore store = parts.store().apply(database);
        this.atomically = new PgAtomically(transactions, store, announcements);
        this.tasks = new LaneTasks(atomically, store, announcements, capacity(announcements), Duration.ofMillis(50));
        this.catalog = new PgCatalog(database, transactions, 100);
        this.inventory = new PgInventory(database);
        this.policing = new Policing(inventory, hooks(parts), meters);
        this.policies = new RepositoryPolicies(catalog, new PgPolicyStore(database), NoAudit.audit());
        PgAcceptedFiles files = new PgAcceptedFiles(database);
        this.repositories = new Repositories(catalog, tasks);
        var holdings = new PgHoldings(database);
        var vetting = new Vetting(uploaded::verdicts, atomically, new PgShelves(database), holdings::record);
        var sight = new Sight(catalog, new PgPackages(database, 100, TIMEOUT));
        this.members =
                new Members(catalog, tasks, new PgAcceptance(database, files, announcements), scope(vetting, sight));
        SnapshotCatalog snapshotCatalog = new PgSnapshotCatalog(database, transactions, 100);
        this.snapshots = new Snapshots(catalog, snapshotCatalog, tasks, sight);
        this.copies = new Copies(catalog, snapshotCatalog, tasks);
        this.changes = new Changes(
                catalog,
                new KnownBytes(catalog, holdings, uploaded::sizeBytes, meters),
                new Changes.Desk(
                        tasks, vetting, new Gate(uploaded::verdicts, policing, new PgOccupants(database)::holding)));
        this.handlers = handlers(parts, files, uploaded, lists(snapshotCatalog));
        this.presence = new Presence(
                new PgInstances(database), new Presence.Identity(parts.name(), null), Duration.ofMillis(500), LAPSE);
        this.lanes = lanes(transactions, parts);
    }

    private static Capacity capacity(Announcements announcements) {
        var bounds = new Departures.Bounds(Duration.ofSeconds(5), Duration.ofMinutes(1));
        return new Capacity(announcements, 1_000_000, new Departures(System::nanoTime, bounds));
    }

    private Hooks hooks(Parts parts) {
        var limits = new Hooks.Limits(4, Duration.ofSeconds(20));
        return new Hooks(new PgHookStore(database), parts.hook(), Clock.systemUTC(), limits, meters);
    }

    private Lanes lanes(TransactionalOperator transactions, Parts parts) {
        return new Lanes(
                new PgLaneStore(database, transactions),
                presence,
                new Performer(handlers, atomically, announcements),
                announcements,
                new LaneLimits(parts.order(), 8, 10_000, Duration.ofMillis(200), LAPSE));
    }

    private Members.Scope scope(Vetting vetting, Sight sight) {
        var store = new PgUploads(database);
        return new Members.Scope(
                (caller, directory) -> store.files(caller, new DirectoryName(directory)), vetting, sight);
    }

    private List<TaskHandler> handlers(Parts parts, AcceptedFiles files, Uploaded uploaded, PackageLists lists) {
        Ledger ledger = parts.ledger().apply(database);
        var shelves = new PgShelves(database, 1);
        var registry = new PgRegistry(database);
        var changes = new RepositoryChanges(ledger, atomically, Meters.REVISION_RETRIES.counter(meters), parts.races());
        var limits = new Additions.Limits(Members.ADD, parts.batch(), parts.files(), "/upload");
        var repositoryTasks = new RepositoryTasks(registry, ledger, changes, atomically);
        var snapshotRegistry = new PgSnapshotRegistry(database);
        var snapshotTasks = new SnapshotTasks(snapshotRegistry, ledger, atomically);
        var placements = new Placements(changes, ledger, shelves, policing);
        var copying = new Copying(catalog, lists, changes, placements, atomically);
        var desk = new Additions.Desk(ledger, shelves, files, policing);
        var changing = new Changing(changes, desk, placements, uploaded::verdicts);
        return List.of(
                new Additions(changes, desk, uploaded::verdicts, limits),
                new Handler(Changes.CHANGE, changing::change),
                new Removals(Members.REMOVE, changes, ledger, shelves, parts.batch()),
                new Handler(Members.PUT, placements::put),
                new Retirements(
                        new PgPolicyStore(database),
                        inventory,
                        new Retirements.Desk(changes, ledger, shelves),
                        tasks,
                        parts.files()),
                new Handler(Copies.COPY, copying::copy),
                new Handler(Copies.FILL, new Filling(repositoryTasks, snapshotRegistry, ledger, shelves)::fill),
                new Handler(Repositories.CREATE, repositoryTasks::create),
                new Handler(Repositories.EDIT, repositoryTasks::edit),
                new Handler(Repositories.DROP, repositoryTasks::drop),
                new Handler(Snapshots.CREATE, snapshotTasks::create),
                new Handler(Snapshots.COMPOSE, snapshotTasks::compose),
                new Handler(Snapshots.MERGE, snapshotTasks::merge),
                new Handler(Snapshots.EDIT, snapshotTasks::edit),
                new Handler(Snapshots.DROP, snapshotTasks::drop));
    }

    private PackageLists lists(SnapshotCatalog snapshotCatalog) {
        var packages = new PgPackages(database, 100, TIMEOUT);
        return new PackageLists(
                catalog,
                snapshotCatalog,
                packages,
                new Resolver(packages, 100),
                new PackageLists.Dependencies(List.of(), Following.STRICT));
    }

    static LibraryNode closed(TestDatabase database, Uploaded uploaded, Parts parts) {
        return new LibraryNode(database, uploaded, parts);
    }

    LibraryNode open() {
        tasks.open();
        presence.begin().block(TIMEOUT);
        lanes.open();
        return this;
    }

    void stop() {
        lanes.close(Duration.ofSeconds(10)).then(presence.end()).block(TIMEOUT);
        tasks.close();
    }

    LibraryNode withRepository(String name) {
        done(repositories.create(CALLER, new NewRepository(name, "", "", null), Listing.UNLISTED));
        return this;
    }

    /** Has what is too old removed, as the routine has it, and waits for it. */
    void retire() {
        Retirements retirements = handlers.stream()
                .filter(Retirements.class::isInstance)
                .map(Retirements.class::cast)
                .findFirst()
                .orElseThrow();
        retirements.beat().block(TIMEOUT);
        tasks.awaitAll().block(TIMEOUT);
    }

    Mono<Task> adding(String repository, String directory) {
        return members.add(CALLER, repository, new Source(directory, null), PLAIN, Listing.UNLISTED);
    }

    Task add(String repository, String directory, @Nullable String file, Addition how) {
        return done(members.add(CALLER, repository, new Source(directory, file), how, Listing.UNLISTED));
    }

    Task add(String repository, String directory) {
        return add(repository, directory, null, PLAIN);
    }

    /** The task when it is finished. */
    Task done(Mono<Task> accepted) {
        return Objects.requireNonNull(
                accepted.flatMap(task -> tasks.await(task.id())).block(TIMEOUT));
    }

    Flux<CataloguedPackage> packages(String repository) {
        return catalog.repository(repository).flatMapMany(found -> catalog.members(found.id(), found.revision()));
    }

    Flux<CataloguedPackage> packagesOf(String snapshot) {
        return snapshots
                .show(CALLER, snapshot)
                .flatMapMany(found -> catalog.members(found.repository(), found.revision()));
    }

    /** The names of the members, in order, as reports have them. */
    List<String> members(String repository) {
        return Objects.requireNonNull(packages(repository)
                .map(member -> member.key().name() + "_" + member.key().version() + "_"
                        + member.key().architecture())
                .collectList()
                .block(TIMEOUT));
    }

    long revision(String repository) {
        return Objects.requireNonNull(catalog.repository(repository).block(TIMEOUT))
                .revision();
    }

    /**
     * What a node is made of.
     *
     * @param races how many races a change may lose before it takes the row lock
     */
    record Parts(
            String name,
            LaneLimits.Order order,
            int batch,
            int files,
            int races,
            Function<DatabaseClient, Ledger> ledger,
            Function<DatabaseClient, TaskStore> store,
            WebhookSender hook) {
        static Parts usual() {
            return new Parts(
                    "one",
                    LaneLimits.Order.LANES,
                    64,
                    1000,
                    3,
                    PgLedger::new,
                    PgTaskStore::new,
                    letter -> Mono.just(new Reply(0, "there is no hook")));
        }

        Parts asking(WebhookSender sender) {
            return new Parts(name, order, batch, files, races, ledger, store, sender);
        }

        Parts named(String other) {
            return new Parts(other, order, batch, files, races, ledger, store, hook);
        }

        Parts batching(int tasks, int filesAtOnce) {
            return new Parts(name, order, tasks, filesAtOnce, races, ledger, store, hook);
        }

        Parts withoutLanes(int lostRaces) {
            return new Parts(name, LaneLimits.Order.NONE, batch, files, lostRaces, ledger, store, hook);
        }

        Parts under(Function<DatabaseClient, Ledger> other) {
            return new Parts(name, order, batch, files, races, other, store, hook);
        }

        Parts settling(Function<DatabaseClient, TaskStore> other) {
            return new Parts(name, order, batch, files, races, ledger, other, hook);
        }
    }
}
