package io.staithe.postgres;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.Merging;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.snapshot.SnapshotTasks;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Snapshots on PostgreSQL: names are unique among the living, the dropped stay as tombstones. */
public final class PgSnapshotRegistry implements SnapshotRegistry {
    private static final long OF_A_LIST = 1;

    /** By the primary key; waits for a change that is under way. */
    private static final String PRESENT = """
            SELECT revision
            FROM repository
            WHERE id = :id
              AND dropped_at IS NULL
            FOR SHARE
            """;

    /** By the primary key, locked in its order. */
    private static final String SHARE = """
            SELECT id, name, description, source_kind, repository_id, revision, created_at
            FROM snapshot
            WHERE id = ANY (CAST(:ids AS bigint[]))
              AND dropped_at IS NULL
            ORDER BY id
            FOR SHARE
            """;

    /** Guarded by snapshot_name. */
    private static final String CREATE = """
            INSERT INTO snapshot (name, description, source_kind, repository_id, revision, packages)
            VALUES (:name, :description, :kind, :repository, :revision, :packages)
            ON CONFLICT (name) WHERE dropped_at IS NULL DO NOTHING
            RETURNING id, name, description, source_kind, repository_id, revision, created_at
            """;

    private static final String SOURCES = """
            INSERT INTO snapshot_source (snapshot_id, position, source_id)
            SELECT :id, position, source_id
            FROM unnest(CAST(:sources AS bigint[])) WITH ORDINALITY AS source (source_id, position)
            """;

    /** By the primary key. */
    private static final String LOCK = """
            SELECT id, name, description, source_kind, repository_id, revision, created_at
            FROM snapshot
            WHERE id = :id
              AND dropped_at IS NULL
            FOR UPDATE
            """;

    /** By the primary key; guarded by snapshot_name. */
    private static final String DESCRIBE = """
            UPDATE snapshot
            SET name = :name,
                description = :description
            WHERE id = :id
            RETURNING id, name, description, source_kind, repository_id, revision, created_at
            """;

    /** By publication_source_snapshot and snapshot_source_source. */
    private static final String USES = """
            SELECT
                (SELECT count(*)
                 FROM publication_source s
                 JOIN publication p ON p.id = s.publication_id AND p.dropped_at IS NULL
                 WHERE s.snapshot_id = :id) AS publications,
                (SELECT count(DISTINCT d.id)
                 FROM snapshot_source s
                 JOIN snapshot d ON d.id = s.snapshot_id AND d.dropped_at IS NULL
                 WHERE s.source_id = :id) AS snapshots
            """;

    /** By the primary keys. A list that nobody names any more counts as dropped from now on, not from its making. */
    private static final String DROP = """
            WITH gone AS (
                UPDATE snapshot
                SET dropped_at = now()
                WHERE id = :id
                RETURNING repository_id
            )
            UPDATE repository r
            SET dropped_at = now()
            FROM gone
            WHERE r.id = gone.repository_id
              AND r.list
            """;

    private final DatabaseClient database;
    private final ListWriter lists;

    /** Snapshots in a database. */
    public PgSnapshotRegistry(DatabaseClient database) {
        this.database = database;
        this.lists = new ListWriter(database);
    }

    @Override
    public Mono<Contents> present(RepositoryId repository) {
        return database.sql(PRESENT)
                .bind("id", repository.value())
                .map(row -> new Contents(repository, CatalogRows.number(row, "revision"), null))
                .one()
                .switchIfEmpty(Mono.error(() ->
                        new Refused(CatalogFault.UNKNOWN_REPOSITORY, "repository " + repository + " was dropped")));
    }

    @Override
    public Mono<List<Snapshot>> share(List<Source> sources) {
        return database.sql(SHARE)
                .bind("ids", sources.stream().map(Source::id).distinct().toArray(Long[]::new))
                .map(CatalogRows::snapshot)
                .all()
                .collect(Collectors.toMap(Snapshot::id, Function.identity()))
                .map(living ->
                        sources.stream().map(source -> living(source, living)).toList());
    }

    private static Snapshot living(Source source, Map<Long, Snapshot> living) {
        Snapshot found = living.get(source.id());
        if (found == null) {
            throw SnapshotTasks.unknown(source.name());
        }
        return found;
    }

    @Override
    public Mono<Contents> merge(List<Snapshot> shared, Merging merging) {
        boolean same =
                shared.stream().map(PgSnapshotRegistry::contents).distinct().count() == 1;
        if (same && merging != Merging.LATEST) {
            return Mono.just(contents(shared.get(0)));
        }
        return lists.create(name(shared))
                .flatMap(list ->
                        lists.fill(list, shared, merging).map(packages -> new Contents(list, OF_A_LIST, packages)));
    }

    @Override
    public Mono<Contents> amend(List<Snapshot> shared, Amendment amendment) {
        boolean changes = !amendment.added().isEmpty() || !amendment.removed().isEmpty();
        if (!changes && !shared.isEmpty()) {
            return merge(shared, Merging.REPLACE);
        }
        return lists.create(name(shared))
                .delayUntil(list -> lists.fill(list, shared, Merging.REPLACE))
                .delayUntil(list -> lists.remove(list, amendment.removed()))
                .delayUntil(list -> lists.put(list, amendment.added()))
                .flatMap(list -> lists.count(list).map(packages -> new Contents(list, OF_A_LIST, packages)));
    }

    private static Contents contents(Snapshot snapshot) {
        return new Contents(snapshot.repository(), snapshot.revision(), null);
    }

    /** Lists are told apart by their rows; the name is for people who read the table. */
    private static String name(List<Snapshot> sources) {
        return sources.stream()
                .map(Snapshot::name)
                .map(Fault::bounded)
                .collect(Collectors.joining(", ", "list of ", ""));
    }

    @Override
    public Mono<Snapshot> create(Draft draft, Contents contents) {
        var insert = database.sql(CREATE)
                .bind("name", draft.name())
                .bind("description", draft.description())
                .bind("kind", draft.sourceKind())
                .bind("repository", contents.repository().value())
                .bind("revision", contents.revision());
        Long packages = contents.packages();
        return Binding.orNull(insert, "packages", packages, Long.class)
                .map(CatalogRows::snapshot)
                .one()
                .delayUntil(made -> sources(made, draft.sources()));
    }

    private Mono<Void> sources(Snapshot made, List<Snapshot> sources) {
        if (sources.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(SOURCES)
                .bind("id", made.id())
                .bind("sources", sources.stream().map(Snapshot::id).toArray(Long[]::new))
                .then();
    }

    @Override
    public Mono<Snapshot> lock(long snapshot) {
        return database.sql(LOCK)
                .bind("id", snapshot)
                .map(CatalogRows::snapshot)
                .one();
    }

    @Override
    public Mono<Snapshot> describe(long snapshot, String name, String description) {
        return database.sql(DESCRIBE)
                .bind("id", snapshot)
                .bind("name", name)
                .bind("description", description)
                .map(CatalogRows::snapshot)
                .one()
                .onErrorMap(SqlFaults.on("snapshot_name", () -> SnapshotTasks.taken(name)));
    }

    @Override
    public Mono<Uses> uses(long snapshot) {
        return database.sql(USES)
                .bind("id", snapshot)
                .map(row -> new Uses(CatalogRows.number(row, "publications"), CatalogRows.number(row, "snapshots")))
                .one();
    }

    @Override
    public Mono<Void> drop(long snapshot) {
        return database.sql(DROP).bind("id", snapshot).then();
    }
}
