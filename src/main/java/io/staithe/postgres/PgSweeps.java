package io.staithe.postgres;

import io.staithe.publish.ArchiveView.Group;
import io.staithe.sweep.Doomed;
import io.staithe.sweep.DoomedRows;
import io.staithe.sweep.Kind;
import io.staithe.sweep.SweepStore;
import io.staithe.sweep.Terms;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sweeps of a PostgreSQL database. */
public final class PgSweeps implements SweepStore {
    /** The one row. */
    private static final String BEGIN = """
            UPDATE sweep d
            SET owner_instance = :by,
                begun_at = clock_timestamp(),
                ended_at = NULL
            WHERE d.begun_at <= clock_timestamp() - :every * INTERVAL '1 millisecond'
              AND (d.ended_at IS NOT NULL
                OR d.owner_instance = :by
                OR EXISTS (
                    SELECT
                    FROM instance i
                    WHERE i.id = d.owner_instance
                      AND coalesce(i.stopped_at, i.heartbeat_at)
                        < clock_timestamp() - :lapse * INTERVAL '1 millisecond'))
            RETURNING d.thorough_at <= clock_timestamp() - :files * INTERVAL '1 millisecond' AS thorough
            """;

    private static final String END = """
            UPDATE sweep
            SET ended_at = clock_timestamp(),
                thorough_at = CASE WHEN :thorough THEN begun_at ELSE thorough_at END
            WHERE owner_instance = :by
              AND ended_at IS NULL
            """;

    /** By generation_id. */
    private static final String GROUPS = """
            SELECT DISTINCT p.storage, p.prefix, n.name
            FROM generation g
            JOIN publication p ON p.id = g.publication_id
            CROSS JOIN LATERAL unnest(p.aliases || split_part(p.distribution, '/', 1)) AS n (name)
            WHERE g.id = ANY (CAST(:ids AS bigint[]))
            """;

    /** Guarded by blob_location, on which it waits for whoever writes a row of the location. */
    private static final String DISOWN_BLOBS = """
            INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location, state, doomed_at)
            SELECT 0, decode(repeat('00', 16), 'hex'), decode(repeat('00', 20), 'hex'),
                decode(repeat('00', 32), 'hex'), decode(repeat('00', 64), 'hex'), location, 'doomed', now()
            FROM unnest(CAST(:locations AS text[])) AS w (location)
            WHERE NOT EXISTS (SELECT FROM blob d WHERE d.location = w.location)
            ORDER BY location
            ON CONFLICT ON CONSTRAINT blob_location DO NOTHING
            RETURNING location
            """;

    /** Guarded by shard_location. */
    private static final String DISOWN_SHARDS = """
            INSERT INTO shard (digest, codec, location, text_bytes, gzip_bytes, xz_unpadded, state, doomed_at)
            SELECT decode(repeat('00', 32), 'hex'), 1, location, 1, 1, 1, 'doomed', now()
            FROM unnest(CAST(:locations AS text[])) AS w (location)
            WHERE NOT EXISTS (SELECT FROM shard d WHERE d.location = w.location)
            ORDER BY location
            ON CONFLICT ON CONSTRAINT shard_location DO NOTHING
            RETURNING location
            """;

    /** Reads publication. */
    private static final String POOLS = """
            SELECT DISTINCT storage, prefix
            FROM publication
            """;

    /** Guarded by pool_claim_path. A doomed claim carries no bytes: any blob may stand for them. */
    private static final String DISOWN_LINKS = """
            INSERT INTO pool_claim (storage, prefix, path, blob_id, state, doomed_by, doomed_at)
            SELECT :storage, :prefix, w.path, b.id, 'doomed', :by, now()
            FROM unnest(CAST(:paths AS text[])) AS w (path)
            CROSS JOIN (SELECT id FROM blob WHERE state = 'kept' ORDER BY id LIMIT 1) b
            WHERE NOT EXISTS (
                SELECT
                FROM pool_claim d
                WHERE d.storage = :storage
                  AND d.prefix = :prefix
                  AND d.path = w.path)
            ORDER BY w.path
            ON CONFLICT (storage, prefix, path) DO NOTHING
            """;

    /** By the primary key. */
    private static final String LINKED = """
            SELECT d.id, d.storage, CASE WHEN d.prefix = '.' THEN d.path ELSE d.prefix || '/' || d.path END AS place
            FROM pool_claim d
            WHERE d.id > :after
              AND d.linked
              AND d.state = 'kept'
            ORDER BY d.id
            LIMIT :limit
            """;

    /** By the primary key. */
    static final String UNLINKED = """
            UPDATE pool_claim
            SET linked = false
            WHERE id = ANY (CAST(:ids AS bigint[]))
              AND state = 'kept'
            """;

    /** By generation_staging and the primary key of task: the switch writes the one and finishes the other at once. */
    private static final String DEAD = """
            SELECT w.place, w.task, w.attempt
            FROM unnest(CAST(:places AS text[]), CAST(:tasks AS bigint[]), CAST(:attempts AS bigint[]))
                AS w (place, task, attempt)
            WHERE NOT EXISTS (SELECT FROM generation g WHERE g.staging = w.place)
              AND NOT EXISTS (
                SELECT
                FROM task t
                WHERE t.id = w.task
                  AND t.finished_at IS NULL
                  AND t.attempt <= w.attempt)
            """;

    /** Reads repository, of which tombstones stay. */
    static final String BORN = """
            SELECT min(created_at) AS born
            FROM repository
            HAVING count(*) > 0
            """;

    /** By the primary key. */
    private static final String UNBORN = """
            SELECT w.id
            FROM unnest(CAST(:ids AS bigint[])) AS w (id)
            WHERE NOT EXISTS (SELECT FROM publication p WHERE p.id = w.id)
            """;

    /** Guarded by hashed_file_path. */
    private static final String OWN = """
            INSERT INTO hashed_file (publication_id, path, size_bytes, generation)
            SELECT p.id, w.path, w.size_bytes, p.generation
            FROM publication p
            CROSS JOIN unnest(CAST(:paths AS text[]), CAST(:sizes AS bigint[])) AS w (path, size_bytes)
            WHERE p.id = :publication
              AND p.dropped_at IS NULL
              AND p.generation > 0
              AND NOT EXISTS (
                SELECT
                FROM hashed_file d
                WHERE d.publication_id = p.id
                  AND d.path = w.path)
            ORDER BY w.path
            ON CONFLICT ON CONSTRAINT hashed_file_path DO NOTHING
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;

    /** Sweeps of a database; transactions are READ COMMITTED. */
    public PgSweeps(DatabaseClient database, TransactionalOperator transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** The doomed rows of each kind that has files. */
    public Map<Kind, DoomedRows> doomedRows() {
        return Map.of(
                Kind.BLOBS, rows(SweptBlobs.RULES),
                Kind.POOL_PATHS, rows(SweptClaims.RULES),
                Kind.SHARDS, rows(SweptShards.RULES),
                Kind.GENERATIONS, rows(SweptGenerations.RULES),
                Kind.HASHED_FILES, rows(SweptHashedFiles.RULES),
                Kind.PUBLICATION_FILES, rows(SweptPublications.RULES));
    }

    private DoomedRows rows(DoomRules rules) {
        return new PgDoomedRows(database, transactions, rules);
    }

    @Override
    public Mono<Depth> begin(long by, Times times) {
        return database.sql(BEGIN)
                .bind("by", by)
                .bind("every", times.every().toMillis())
                .bind("files", times.files().toMillis())
                .bind("lapse", times.lapse().toMillis())
                .map(row -> Boolean.TRUE.equals(row.get("thorough", Boolean.class)) ? Depth.FILES : Depth.ROWS)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> end(long by, Depth depth) {
        return database.sql(END)
                .bind("by", by)
                .bind("thorough", depth == Depth.FILES)
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> delete(Kind kind, Terms terms, int limit) {
        return deleted(kind, terms, limit).onErrorMap(SqlFaults::translate);
    }

    private Mono<Long> deleted(Kind kind, Terms terms, int limit) {
        String simple = SweptRows.SIMPLE.get(kind);
        if (simple != null) {
            return SweepBinds.of(database, simple, terms)
                    .bind("limit", limit)
                    .fetch()
                    .rowsUpdated();
        }
        SweptRows.LockedDeletion locked = SweptRows.LOCKED.get(kind);
        if (locked == null) {
            throw new IllegalArgumentException(kind + " has files");
        }
        return SweepBinds.of(database, locked.lock(), terms)
                .bind("limit", limit)
                .map(row -> CatalogRows.number(row, "id"))
                .all()
                .collectList()
                .filter(ids -> !ids.isEmpty())
                .flatMap(ids -> SweepBinds.of(database, locked.delete(), terms)
                        .bind("ids", ids.toArray(Long[]::new))
                        .fetch()
                        .rowsUpdated())
                .defaultIfEmpty(0L)
                .as(transactions::transactional);
    }

    @Override
    public Flux<Group> groups(Collection<Doomed> generations) {
        return database.sql(GROUPS)
                .bind("ids", generations.stream().map(Doomed::id).toArray(Long[]::new))
                .map(row -> new Group(
                        CatalogRows.text(row, "storage"),
                        CatalogRows.text(row, "prefix"),
                        CatalogRows.text(row, "name")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> disownedBlobs(Collection<String> locations) {
        return disowned(DISOWN_BLOBS, locations);
    }

    @Override
    public Flux<String> disownedShards(Collection<String> locations) {
        return disowned(DISOWN_SHARDS, locations);
    }

    private Flux<String> disowned(String sql, Collection<String> locations) {
        return database.sql(sql)
                .bind("locations", locations.toArray(String[]::new))
                .map(row -> CatalogRows.text(row, "location"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<PrefixPool> pools() {
        return database.sql(POOLS)
                .map(row -> new PrefixPool(CatalogRows.text(row, "storage"), CatalogRows.text(row, "prefix")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> disownLinks(long by, PrefixPool pool, Collection<String> paths) {
        return database.sql(DISOWN_LINKS)
                .bind("by", by)
                .bind("storage", pool.storage())
                .bind("prefix", pool.prefix())
                .bind("paths", paths.toArray(String[]::new))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Linked> linked(long after, int limit) {
        return database.sql(LINKED)
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> new Linked(
                        CatalogRows.number(row, "id"),
                        CatalogRows.text(row, "storage"),
                        CatalogRows.text(row, "place")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> unlinked(Collection<Long> claims) {
        return database.sql(UNLINKED)
                .bind("ids", claims.toArray(Long[]::new))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Staging> dead(Collection<Staging> stagings) {
        return database.sql(DEAD)
                .bind("places", stagings.stream().map(Staging::place).toArray(String[]::new))
                .bind("tasks", stagings.stream().map(Staging::task).toArray(Long[]::new))
                .bind(
                        "attempts",
                        stagings.stream()
                                .map(staging -> (long) staging.attempt())
                                .toArray(Long[]::new))
                .map(row -> new Staging(
                        CatalogRows.text(row, "place"),
                        CatalogRows.number(row, "task"),
                        Math.toIntExact(CatalogRows.number(row, "attempt"))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Instant> born() {
        return database.sql(BORN)
                .map(row -> CatalogRows.instant(row, "born"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Long> unborn(Collection<Long> publications) {
        return database.sql(UNBORN)
                .bind("ids", publications.toArray(Long[]::new))
                .map(row -> CatalogRows.number(row, "id"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> own(long publication, Collection<Shared> files) {
        List<Shared> rows = List.copyOf(files);
        return database.sql(OWN)
                .bind("publication", publication)
                .bind("paths", rows.stream().map(Shared::path).toArray(String[]::new))
                .bind("sizes", rows.stream().map(Shared::sizeBytes).toArray(Long[]::new))
                .then()
                .onErrorMap(SqlFaults::translate);
    }
}
