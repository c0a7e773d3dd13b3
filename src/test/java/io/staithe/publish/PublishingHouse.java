package io.staithe.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.access.Caller;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Shelf;
import io.staithe.deb.Control;
import io.staithe.deb.DebInspector;
import io.staithe.deb.PackageKind;
import io.staithe.intake.inspection.Inspector;
import io.staithe.openpgp.KeyAlgorithm;
import io.staithe.openpgp.KeyMaker;
import io.staithe.openpgp.Keyring;
import io.staithe.pool.Blob;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgArchiveView;
import io.staithe.postgres.PgAtomically;
import io.staithe.postgres.PgCatalog;
import io.staithe.postgres.PgInspections;
import io.staithe.postgres.PgRegistry;
import io.staithe.postgres.PgShelves;
import io.staithe.postgres.PgTaskStore;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publication.Signing;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.Publications.NewSource;
import io.staithe.publish.PublishedFiles.Piece;
import io.staithe.publish.files.FileOutside;
import io.staithe.publish.files.FilePublished;
import io.staithe.publish.files.LinkMethod;
import io.staithe.publish.files.Outsides;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.publish.files.Readers;
import io.staithe.publish.files.ShardFiles;
import io.staithe.publish.files.Storages;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DscBuilder;
import io.staithe.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A database, a pool, a published storage and a key, shared by the instances that a test lets publish. */
final class PublishingHouse implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    static final Change NOTHING = new Change(null, null, null, null, null, null, null, null, null, null, null, false);

    final TestDatabase database = TestDatabase.fresh();
    final DatabaseClient sql = Connections.client(database.connections());
    final Scheduler threads = Schedulers.newBoundedElastic(8, 10_000, "house");
    /** For tests that block; work of the house never waits behind them. */
    final Scheduler callers = Schedulers.newBoundedElastic(16, 100, "callers");

    final PublishedPaths paths;
    Storages storages;
    final ShardFiles shards;
    final FilePool pool;
    final PgCatalog catalog;
    final PgTaskStore tasks;
    final Atomically atomically;
    final Keyring keyring;
    final Archives archives;
    private final Path endpoints;
    private final PgShelves shelves;
    private final Bodies bodies = new Bodies();

    /** A house whose default storage is read by the gateway. */
    PublishingHouse(Path room) {
        this(room, Readers.GATEWAY);
    }

    PublishingHouse(Path room, Readers readers) {
        try {
            paths = new PublishedPaths(Files.createDirectories(room.resolve("public")));
            endpoints = room.resolve("away");
            storages = storages(readers);
            shards = new ShardFiles(Files.createDirectories(room.resolve("shards")));
            var place = new FilePool.Directories(room.resolve("pool"), room.resolve("spool"), "one");
            pool = FilePool.in(
                            place,
                            FilePool.Memory.of(64 << 20),
                            new FilePool.Threads(threads, threads, Schedulers.parallel()))
                    .prepare();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(database.connections()));
        catalog = new PgCatalog(sql, transactions, 100);
        archives = new Archives(new PgArchiveView(sql), files(threads), pool, threads);
        shelves = new PgShelves(sql);
        tasks = new PgTaskStore(sql);
        atomically = new PgAtomically(transactions, tasks, new Announcements());
        keyring = Keyring.read(List.of(key("House")), null, Clock.systemUTC());
        update("INSERT INTO instance (name, start_number) VALUES ('one', 1)");
    }

    private Storages storages(Readers readers) throws IOException {
        Map<String, Storages.Storage> all = new HashMap<>();
        all.put("", new Storages.Storage(paths, LinkMethod.HARDLINK, readers));
        for (LinkMethod method : LinkMethod.values()) {
            String name = method.name().toLowerCase(Locale.ROOT);
            Path root = Files.createDirectories(endpoints.resolve(name));
            all.put("filesystem:" + name, new Storages.Storage(new PublishedPaths(root), method, Readers.ANYBODY));
        }
        return new Storages(all);
    }

    /** Changes who reads the default storage, for instances that are started from now on. */
    void readBy(Readers readers) throws IOException {
        storages = storages(readers);
    }

    static byte[] key(String userId) {
        return KeyMaker.make(KeyAlgorithm.ED25519, userId, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** What is seen of all storages without a gateway. */
    Outsides outsides(Scheduler disk) {
        return new Outsides(storages, name -> new FileOutside(storages.storage(name), pool, Clock.systemUTC(), disk));
    }

    /** The files of all storages, read. */
    Map<String, PublishedFiles> files(Scheduler readers) {
        return storages.names().stream()
                .collect(Collectors.toMap(
                        Function.identity(), name -> new FilePublished(storages.paths(name), readers)));
    }

    /** An instance that publishes. */
    PublishingNode node(Seams seams) {
        return new PublishingNode(this, seams);
    }

    PublishingNode node() {
        return node(Seams.none());
    }

    Repository repository(String name) {
        return get(new PgRegistry(sql).create(new Repository.Description(name, "", "", "main")));
    }

    /** A snapshot of a repository as it is now. */
    void snapshot(Repository repository, String name) {
        update("INSERT INTO snapshot (name, source_kind, repository_id, revision) SELECT '" + name
                + "', 'repo', id, revision FROM repository WHERE id = " + repository.id());
    }

    /** Adds packages at one new revision. */
    void add(Repository repository, DebBuilder... debs) {
        List<NewPackage> added = new ArrayList<>();
        for (DebBuilder deb : debs) {
            byte[] bytes = deb.bytes();
            PackageKind kind = PackageKind.ofFileName(deb.fileName()).orElseThrow();
            Blob blob = keep(bytes);
            inspect(kind, blob, bytes);
            added.add(NewPackage.binary(control(kind, bytes), deb.fileName(), blob));
        }
        shelve(repository, added);
    }

    private void inspect(PackageKind kind, Blob blob, byte[] bytes) {
        var inspector = new Inspector(threads, new Inspector.Limits(4, 4, bytes.length, 16 << 20));
        inspector
                .thorough(kind, () -> new ByteArrayInputStream(bytes), bytes.length)
                .flatMap(findings -> new PgInspections(sql).save(blob.id(), findings, DebInspector.VERSION))
                .block(TIMEOUT);
    }

    /** Adds a source package at a new revision. */
    void add(Repository repository, DscBuilder dsc) {
        List<PackageFile> parts = new ArrayList<>();
        dsc.files().forEach((name, bytes) -> parts.add(new PackageFile(name, keep(bytes))));
        Control control = control(PackageKind.SOURCE, dsc.bytes());
        shelve(repository, List.of(NewPackage.source(control, dsc.fileName(), keep(dsc.bytes()), parts)));
    }

    /** Removes every version of a package at a new revision. */
    void remove(Repository repository, String name) {
        removeWhere(repository, "name = '" + name + "'");
    }

    /** Removes one version of a package at a new revision. */
    void remove(Repository repository, String name, String version) {
        removeWhere(
                repository,
                "package_id IN (SELECT id FROM package WHERE name = '" + name + "' AND version = '" + version + "')");
    }

    private void removeWhere(Repository repository, String condition) {
        long next = revision(repository) + 1;
        update("UPDATE membership SET until_revision = " + next + " WHERE until_revision IS NULL AND repository_id = "
                + repository.id() + " AND " + condition);
        update("UPDATE repository SET revision = " + next + " WHERE id = " + repository.id());
        update("INSERT INTO revision (repository_id, number, at, task_id, caller, change, previous_hash, hash) VALUES ("
                + repository.id() + ", " + next + ", now(), 0, '', '', '', '')");
    }

    private void shelve(Repository repository, List<NewPackage> added) {
        Shelf shelf = new Shelf(revision(repository), List.of());
        added.forEach(shelf::put);
        shelf.endTurn();
        atomically
                .transact(shelves.write(repository.id(), shelf).thenReturn(true))
                .block(TIMEOUT);
        update("UPDATE repository SET revision = revision + 1 WHERE id = " + repository.id());
    }

    long revision(Repository repository) {
        return get(catalog.repository(repository.id())).revision();
    }

    /** Bytes that the pool keeps, once per digest. */
    synchronized Blob keep(byte[] bytes) {
        var spooled = get(pool.spool(
                bodies.cut(bytes, 64 << 10, 1), new BodyLimits(1L << 30, TIMEOUT, 0, Duration.ofSeconds(10))));
        Digests digests = spooled.digests();
        Blob known = blob(digests).block(TIMEOUT);
        if (known != null) {
            pool.discard(spooled).block(TIMEOUT);
            return known;
        }
        Location location = get(pool.keep(spooled));
        update("INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location) VALUES (" + digests.sizeBytes()
                + ", decode('" + digests.md5() + "', 'hex'), decode('" + digests.sha1() + "', 'hex'), decode('"
                + digests.sha256() + "', 'hex'), decode('" + digests.sha512() + "', 'hex'), '" + location + "')");
        return get(blob(digests));
    }

    private Mono<Blob> blob(Digests digests) {
        return sql.sql("SELECT id, location FROM blob WHERE sha256 = decode(:sha256, 'hex') AND state = 'kept'")
                .bind("sha256", digests.sha256())
                .map(row -> new Blob(
                        Objects.requireNonNull(row.get("id", Long.class)),
                        digests,
                        new Location(Objects.requireNonNull(row.get("location", String.class)))))
                .one();
    }

    /** Marks an accepted task as running its next attempt. */
    Task begin(TaskId id) {
        update("UPDATE task SET state = 'running', attempt = attempt + 1, started_at = now(), owner_start = 1, "
                + "owner_instance = (SELECT min(id) FROM instance) WHERE id = " + id);
        return get(tasks.find(id));
    }

    void update(String statement) {
        sql.sql(statement).then().block(TIMEOUT);
    }

    long count(String statement) {
        return get(sql.sql(statement)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one());
    }

    List<Map<String, Object>> rows(String statement) {
        return get(sql.sql(statement).fetch().all().collectList());
    }

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(TIMEOUT), "nothing was emitted");
    }

    /** A publication of one repository per component. */
    static NewPublication wanted(String distribution, Map<String, String> sources, @Nullable Signing signing) {
        List<NewSource> parts = sources.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(source -> new NewSource(source.getKey(), source.getValue()))
                .toList();
        return new NewPublication("", ".", distribution, SourceKind.LOCAL, parts, List.of(), signed(NOTHING, signing));
    }

    static Change signed(Change change, @Nullable Signing signing) {
        return new Change(
                change.label(), null, null, null, null, null, null, null, null, null, signing, change.forceOverwrite());
    }

    /** An update that may overwrite pool paths. */
    static Change forced() {
        return new Change(null, null, null, null, null, null, null, null, null, null, null, true);
    }

    private static Control control(PackageKind kind, byte[] bytes) {
        try {
            return DebInspector.control(kind, new ByteArrayInputStream(bytes), bytes.length);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Path published(String path) {
        return paths.root().resolve(path);
    }

    String text(String path) {
        try {
            return Files.readString(published(path), UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The text of a file of the default storage that was compressed with gzip, as it is served. */
    String gunzipped(String path) {
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(bytes(get(archives.resolve(Caller.open(), "", path)))))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What is served, put together. */
    static byte[] bytes(Served served) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Piece piece : served.pieces()) {
            if (piece.bytes() != null) {
                bytes.writeBytes(piece.bytes());
                continue;
            }
            try (InputStream in = Files.newInputStream(piece.file())) {
                in.skipNBytes(piece.offset());
                bytes.writeBytes(in.readNBytes((int) piece.sizeBytes()));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return bytes.toByteArray();
    }

    /** Every file below a directory, in order. */
    static List<String> everyFile(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Caller caller() {
        return Caller.open();
    }

    @Override
    public void close() {
        callers.dispose();
        threads.dispose();
        database.connections().dispose();
    }
}
