package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.pool.Location;
import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.PoolFile;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Claims in PostgreSQL, a page per statement. Rows are locked in the order of their ids or paths. */
public final class PgClaims implements ClaimStore {
    /**
     * By pool_claim_path and the primary key of pool_use, path by path, in words that no other index knows: where the
     * tables were empty a moment ago, all uses of the publication were read for each claim. What this publication uses
     * now is a root and needs no touch; everything else is touched or made. A row that another transaction made
     * meanwhile, or that is doomed until its link is deleted, is in none of the three parts: the statement is then
     * repeated.
     */
    private static final String CLAIM = """
            WITH wanted AS (
                SELECT path, blob_id
                FROM unnest(CAST(:paths AS text[]), CAST(:blobs AS bigint[])) AS w (path, blob_id)
            ),
            there AS (
                SELECT c.id, c.path, c.blob_id, c.linked
                FROM wanted w
                CROSS JOIN LATERAL (
                    SELECT id, path, blob_id, linked
                    FROM pool_claim
                    WHERE storage = :storage
                      AND prefix = :prefix
                      AND path = w.path
                      AND state = 'kept'
                    OFFSET 0
                ) c
            ),
            used AS (
                SELECT t.id, t.path, t.blob_id, t.linked
                FROM there t
                WHERE (SELECT u.claim_id
                    FROM pool_use u
                    WHERE u.claim_id = t.id
                      AND u.publication_id = :publication
                      AND coalesce(u.until_generation, 0) = 0
                    LIMIT 1) IS NOT NULL
            ),
            found AS (
                SELECT c.id
                FROM there t
                JOIN pool_claim c ON c.id = t.id
                WHERE c.state = 'kept'
                  AND c.id NOT IN (SELECT id FROM used)
                ORDER BY c.id
                FOR UPDATE OF c
            ),
            touched AS (
                UPDATE pool_claim c
                SET touched_at = now()
                FROM found f
                WHERE c.id = f.id
                  AND c.state = 'kept'
                RETURNING c.id, c.path, c.blob_id, c.linked
            ),
            made AS (
                INSERT INTO pool_claim (storage, prefix, path, blob_id)
                SELECT :storage, :prefix, w.path, w.blob_id
                FROM wanted w
                WHERE w.path NOT IN (SELECT path FROM used)
                ORDER BY w.path
                ON CONFLICT (storage, prefix, path) DO NOTHING
                RETURNING id, path, blob_id, linked
            ),
            claimed AS (
                SELECT id, path, blob_id, linked FROM used
                UNION ALL
                SELECT id, path, blob_id, linked FROM touched
                UNION ALL
                SELECT id, path, blob_id, linked FROM made
            )
            SELECT c.id, c.path, c.blob_id, c.linked,
                CASE WHEN has.sha256 <> want.sha256 THEN encode(has.sha256, 'hex') END AS other,
                has.sha256 <> want.sha256 AND EXISTS (
                    SELECT 1
                    FROM pool_use u
                    JOIN publication p ON p.id = u.publication_id
                    WHERE u.claim_id = c.id
                      AND (u.until_generation IS NULL OR p.dialect = 'native')
                ) AS bound
            FROM claimed c
            JOIN wanted w ON w.path = c.path
            JOIN blob has ON has.id = c.blob_id
            JOIN blob want ON want.id = w.blob_id
            """;

    /**
     * Guarded by staged_claim_once, claims locked in the order of their ids; the reading part sees only what was there
     * before. Who dooms a claim and this wait for each other: what is staged is not doomed, and the other way round.
     */
    private static final String STAGE = """
            WITH wanted AS (
                SELECT claim_id, path, blob_id
                FROM unnest(CAST(:claims AS bigint[]), CAST(:paths AS text[]), CAST(:blobs AS bigint[]))
                    AS w (claim_id, path, blob_id)
            ),
            held AS (
                SELECT c.id
                FROM wanted w
                JOIN pool_claim c ON c.id = w.claim_id
                WHERE c.state = 'kept'
                ORDER BY c.id
                FOR KEY SHARE OF c
            ),
            made AS (
                INSERT INTO staged_claim (staging, claim_id, blob_id, task_id)
                SELECT :staging, w.claim_id, w.blob_id, :task
                FROM wanted w
                JOIN held h ON h.id = w.claim_id
                ORDER BY w.claim_id
                ON CONFLICT (staging, claim_id) DO NOTHING
            )
            SELECT w.path, h.id IS NULL AS doomed
            FROM wanted w
            LEFT JOIN held h ON h.id = w.claim_id
            LEFT JOIN staged_claim s ON s.staging = :staging AND s.claim_id = w.claim_id
            WHERE h.id IS NULL
               OR (NOT s.released AND s.blob_id <> w.blob_id)
            """;

    /** By pool_claim_path. */
    private static final String RELEASE = """
            INSERT INTO staged_claim (staging, claim_id, blob_id, task_id, released)
            SELECT :staging, c.id, c.blob_id, :task, true
            FROM unnest(CAST(:paths AS text[])) AS w (path)
            CROSS JOIN LATERAL (
                SELECT id, blob_id
                FROM pool_claim
                WHERE storage = :storage
                  AND prefix = :prefix
                  AND path = w.path
                  AND state = 'kept'
                OFFSET 0
            ) c
            ORDER BY c.id
            ON CONFLICT (staging, claim_id) DO NOTHING
            """;

    /**
     * By pool_claim_path: a path may have another claim by now. Locked in the order of their ids, so that two who note
     * the same claims never wait for each other in a circle.
     */
    private static final String LINKED = """
            WITH there AS (
                SELECT c.id, w.blob_id
                FROM unnest(CAST(:paths AS text[]), CAST(:blobs AS bigint[])) AS w (path, blob_id)
                CROSS JOIN LATERAL (
                    SELECT id
                    FROM pool_claim
                    WHERE storage = :storage
                      AND prefix = :prefix
                      AND path = w.path
                      AND state = 'kept'
                    OFFSET 0
                ) c
            ),
            made AS (
                SELECT c.id, c.blob_id, c.blob_id = t.blob_id AS same
                FROM there t
                JOIN pool_claim c ON c.id = t.id
                ORDER BY c.id
                FOR UPDATE OF c
            ),
            noted AS (
                UPDATE pool_claim c
                SET linked = m.same
                FROM made m
                WHERE c.id = m.id
                  AND c.linked <> m.same
            )
            SELECT c.id, c.storage, c.prefix, c.path, m.blob_id, b.location
            FROM made m
            JOIN pool_claim c ON c.id = m.id
            JOIN blob b ON b.id = m.blob_id
            WHERE NOT m.same
            """;

    /**
     * By pool_claim_unlinked and the primary keys, claim by claim, in words that no other index knows: where the tables
     * were empty a moment ago, all uses were read for a few claims.
     */
    private static final String UNLINKED = """
            SELECT c.id, c.storage, c.prefix, c.path, c.blob_id, b.location
            FROM pool_claim c
            CROSS JOIN LATERAL (SELECT location FROM blob WHERE id = c.blob_id OFFSET 0) b
            WHERE NOT c.linked
              AND c.id > :after
              AND c.state = 'kept'
              AND (SELECT u.claim_id
                    FROM pool_use u
                    WHERE u.claim_id = c.id
                      AND coalesce(u.until_generation, 0) = 0
                    LIMIT 1) IS NOT NULL
            """;

    private static final String OLDEST_UNLINKED = UNLINKED + "ORDER BY c.id LIMIT :limit";

    private static final String OVERWRITTEN = UNLINKED + "AND c.replaced ORDER BY c.id LIMIT :limit";

    private static final String NEWEST_UNLINKED = UNLINKED + "ORDER BY c.id DESC LIMIT :limit";

    private static final int MAX_LOOKS = 20;
    private static final Duration LOOK = Duration.ofMillis(10);

    private final DatabaseClient database;

    /** Claims in a database. */
    public PgClaims(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Claim> claim(Edition edition, List<PoolFile> page) {
        return Mono.defer(() -> claimed(edition, page))
                .retryWhen(SqlFaults.contention())
                .flatMapIterable(claims -> claims);
    }

    private Mono<List<Claim>> claimed(Edition edition, List<PoolFile> page) {
        Map<String, PoolFile> wanted = page.stream().collect(Collectors.toMap(PoolFile::path, Function.identity()));
        return database.sql(CLAIM)
                .bind("storage", edition.place().storage())
                .bind("prefix", edition.place().prefix())
                .bind("publication", edition.before().id())
                .bind("paths", page.stream().map(PoolFile::path).toArray(String[]::new))
                .bind("blobs", page.stream().map(file -> file.blob().id()).toArray(Long[]::new))
                .map(row -> claim(row, wanted))
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate)
                .filter(claims -> claims.size() == page.size())
                .repeatWhenEmpty(MAX_LOOKS, empty -> empty.delayElements(LOOK))
                .switchIfEmpty(
                        Mono.error(() -> Editions.overtaken("claims of " + edition.place() + " stay contested")));
    }

    @Override
    public Flux<String> stage(Edition edition, Collection<Wanted> wanted) {
        return database.sql(STAGE)
                .bind("staging", edition.staging())
                .bind("task", edition.task().id().value())
                .bind("claims", wanted.stream().map(Wanted::claim).toArray(Long[]::new))
                .bind("paths", wanted.stream().map(Wanted::path).toArray(String[]::new))
                .bind("blobs", wanted.stream().map(Wanted::blob).toArray(Long[]::new))
                .map(PgClaims::conflicting)
                .all()
                .collectList()
                .retryWhen(SqlFaults.contention())
                .flatMapIterable(paths -> paths)
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> release(Edition edition, Collection<String> paths) {
        return database.sql(RELEASE)
                .bind("staging", edition.staging())
                .bind("task", edition.task().id().value())
                .bind("storage", edition.place().storage())
                .bind("prefix", edition.place().prefix())
                .bind("paths", paths.toArray(String[]::new))
                .then()
                .retryWhen(SqlFaults.contention())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Unlinked> linked(String storage, String prefix, Collection<Wanted> wanted) {
        return database.sql(LINKED)
                .bind("storage", storage)
                .bind("prefix", prefix)
                .bind("paths", wanted.stream().map(Wanted::path).toArray(String[]::new))
                .bind("blobs", wanted.stream().map(Wanted::blob).toArray(Long[]::new))
                .map(PgClaims::unlinked)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Unlinked> unlinked(long after, int limit) {
        return unlinked(OLDEST_UNLINKED, after, limit);
    }

    @Override
    public Flux<Unlinked> overwritten(long after, int limit) {
        return unlinked(OVERWRITTEN, after, limit);
    }

    @Override
    public Flux<Unlinked> newestUnlinked(int limit) {
        return unlinked(NEWEST_UNLINKED, 0, limit);
    }

    private Flux<Unlinked> unlinked(String sql, long after, int limit) {
        return database.sql(sql)
                .bind("after", after)
                .bind("limit", limit)
                .map(PgClaims::unlinked)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static Claim claim(Readable row, Map<String, PoolFile> wanted) {
        return new Claim(
                CatalogRows.number(row, "id"),
                Objects.requireNonNull(wanted.get(CatalogRows.text(row, "path"))),
                CatalogRows.number(row, "blob_id"),
                is(row, "linked"),
                row.get("other", String.class),
                is(row, "bound"));
    }

    private static String conflicting(Readable row) {
        String path = CatalogRows.text(row, "path");
        if (is(row, "doomed")) {
            throw Editions.overtaken("the claim of " + path + " was swept");
        }
        return path;
    }

    private static Unlinked unlinked(Readable row) {
        return new Unlinked(
                CatalogRows.number(row, "id"),
                CatalogRows.text(row, "storage"),
                CatalogRows.text(row, "prefix"),
                CatalogRows.text(row, "path"),
                CatalogRows.number(row, "blob_id"),
                new Location(CatalogRows.text(row, "location")));
    }

    private static boolean is(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Boolean.class), column);
    }
}
