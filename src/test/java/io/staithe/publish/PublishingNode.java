package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.caller;
import static io.staithe.publish.PublishingHouse.get;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.observe.Departures;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgArchiveView;
import io.staithe.postgres.PgAtomically;
import io.staithe.postgres.PgCatalog;
import io.staithe.postgres.PgClaims;
import io.staithe.postgres.PgContents;
import io.staithe.postgres.PgGenerationHistory;
import io.staithe.postgres.PgGenerations;
import io.staithe.postgres.PgHashedFiles;
import io.staithe.postgres.PgIndexLists;
import io.staithe.postgres.PgPendingSources;
import io.staithe.postgres.PgPublications;
import io.staithe.postgres.PgRanges;
import io.staithe.postgres.PgShards;
import io.staithe.postgres.PgSnapshotCatalog;
import io.staithe.postgres.PgTaskStore;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.contents.ContentsEngine;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.Splicer;
import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.CreateHandler;
import io.staithe.publish.generation.DropHandler;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.GenerationHistory;
import io.staithe.publish.generation.GenerationStore;
import io.staithe.publish.generation.IndexForms;
import io.staithe.publish.generation.PatchedRender;
import io.staithe.publish.generation.PoolClaims;
import io.staithe.publish.generation.PoolMovements;
import io.staithe.publish.generation.Press;
import io.staithe.publish.generation.Progress;
import io.staithe.publish.generation.ReissueHandler;
import io.staithe.publish.generation.ShardedRender;
import io.staithe.publish.generation.Sources;
import io.staithe.publish.generation.UpdateHandler;
import io.staithe.publish.generation.Updates;
import io.staithe.publish.index.IndexEngine;
import io.staithe.publish.index.ShardPress;
import io.staithe.publish.sources.SourceChanges;
import io.staithe.publish.sources.SourceHandler;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.lanes.Capacity;
import io.staithe.queue.lanes.LaneTasks;
import io.staithe.testkit.ShownArchive;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One instance that publishes, without lanes: a test runs its tasks when it likes, and comes between their steps. */
final class PublishingNode {
    final Publications publications;
    final SourceChanges changes;
    final Archives archives;
    final OutsideLinks links;
    final PoolClaims claims;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PublishingHouse house;
    private final DatabaseClient sql;
    private final Scheduler threads;
    private final PgCatalog catalog;
    private final List<TaskHandler> handlers;

    PublishingNode(PublishingHouse house, Seams seams) {
        this.house = house;
        var world = seams.world().apply(new Seams.World(house.threads, house.database.connections()));
        sql = Connections.client(world.connections());
        threads = world.threads();
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(world.connections()));
        catalog = new PgCatalog(sql, transactions, 100);
        var snapshots = new PgSnapshotCatalog(sql, transactions, 100);
        var tasks = new PgTaskStore(sql);
        Atomically atomically = seams.atomically().apply(new PgAtomically(transactions, tasks, new Announcements()));
        ClaimStore store = seams.claims().apply(new PgClaims(sql));
        GenerationStore generations = seams.generations().apply(new PgGenerations(sql));
        PgPublications rows = new PgPublications(sql);
        var view = new PgArchiveView(sql);
        links = new OutsideLinks(house.outsides(threads), view);
        claims = new PoolClaims(store, house.outsides(threads));
        archives = new Archives(view, house.files(threads), house.pool, threads);
        LaneTasks accepting = accepting(house);
        publications = new Publications(
                rows, new Origins(catalog, snapshots), accepting, new PublicKeys(house.keyring), threads);
        changes = new SourceChanges(rows, accepting);
        GenerationHistory history = new PgGenerationHistory(sql);
        Editions editions = new Editions(
                press(generations, history, seams), atomically, house.storages, followers(history), meters);
        Sources sources = new Sources(catalog, snapshots, history);
        Updates updates = new Updates(rows, generations, editions, seams.clock());
        handlers = List.of(
                new CreateHandler(generations, sources, editions),
                new UpdateHandler(updates, sources),
                new ReissueHandler(updates, sources),
                new DropHandler(generations, atomically, editions, Mono::empty),
                new SourceHandler(SourceChanges.SET, new PgPendingSources(sql), atomically));
        accepting.open();
    }

    private Editions.Followers followers(GenerationHistory history) {
        return new Editions.Followers(
                claims, links, history, new PgHashedFiles(sql), new Editions.Effort(threads, Duration.ofHours(1)));
    }

    private static LaneTasks accepting(PublishingHouse house) {
        var announcements = new Announcements();
        return new LaneTasks(
                house.atomically,
                house.tasks,
                announcements,
                new Capacity(
                        announcements,
                        1_000_000,
                        new Departures(
                                System::nanoTime, new Departures.Bounds(Duration.ofSeconds(5), Duration.ofMinutes(1)))),
                Duration.ofMillis(50));
    }

    private Press press(GenerationStore generations, GenerationHistory history, Seams seams) {
        return new Press(
                new PatchedRender(
                        render(generations), history, new PatchedRender.Texts(house.files(threads), Set.of()), threads),
                new Press.Seal(seams.signer().apply(house.keyring), house.keyring),
                seams.clock(),
                new Press.Threads(threads, threads));
    }

    private ShardedRender render(GenerationStore generations) {
        var ranges = new PgRanges(sql, 20);
        var lists = new PgIndexLists(sql);
        var shards = new ShardPress(new PgShards(sql), house.shards, new ShardPress.Threads(threads, threads), meters);
        var contents = new ContentsEngine(
                new PgContents(sql),
                lists,
                shards,
                house.shards,
                new ContentsEngine.Bench(house.paths.temporary(), 1 << 20, 2, threads, meters));
        var members = new IndexEngine(catalog, ranges, lists, shards, new IndexEngine.Width(threads, 4, 100));
        return new ShardedRender(
                new ShardedRender.Engines(members, contents),
                new IndexForms(
                        shards,
                        new Splicer(house.shards, Set.of()),
                        new IndexForms.Rows(lists, new PgShards(sql)),
                        Set.of(),
                        threads),
                new PoolMovements(generations, ranges, claims, 100),
                new Progress(generations, new PgTaskStore(sql), 1),
                4);
    }

    /** Accepts and runs a creation to its end; emits what is published, or fails with the fault of the task. */
    Publication create(NewPublication wanted) {
        Task task = get(publications.create(caller(), wanted, Listing.LISTED));
        performed(task);
        return get(publications.show(caller(), place(wanted)));
    }

    Publication update(Publication publication) {
        return update(publication, PublishingHouse.NOTHING);
    }

    Publication update(Publication publication, Change change) {
        performed(accepted(publication, change));
        return get(publications.show(caller(), publication.place()));
    }

    Task accepted(Publication publication, Change change) {
        return get(publications.update(caller(), publication.place(), change, Listing.LISTED));
    }

    void drop(Publication publication) {
        performed(get(publications.drop(caller(), publication.place(), false, Listing.LISTED)));
    }

    /** Runs the next attempt at a task to its end. */
    Task performed(Task task) {
        perform(house.begin(task.id())).block(TIMEOUT);
        return get(house.tasks.find(task.id()));
    }

    /** What the gateway answers at a prefix. */
    ShownArchive shown(Place place) {
        String prefix = place.prefix().equals(".") ? "" : place.prefix() + "/";
        return ShownArchive.served(
                path -> PublishingHouse.bytes(get(archives.resolve(Caller.open(), place.storage(), prefix + path))));
    }

    /** What a web server shows that reads the default storage, and asks the gateway for what it does not find there. */
    ShownArchive shownInFront() {
        return ShownArchive.inFront(
                house.paths.root(), path -> PublishingHouse.bytes(get(archives.resolve(Caller.open(), "", path))));
    }

    /** Performs an attempt that has begun. */
    Mono<Void> perform(Task running) {
        return perform(List.of(running));
    }

    /** Performs attempts of one kind that have begun, together. */
    Mono<Void> perform(List<Task> running) {
        return handlers.stream()
                .filter(handler -> handler.kind().equals(running.get(0).kind()))
                .findFirst()
                .orElseThrow()
                .perform(running);
    }

    private static Place place(NewPublication wanted) {
        return new Place(wanted.storage(), wanted.prefix(), String.valueOf(wanted.distribution()));
    }
}
