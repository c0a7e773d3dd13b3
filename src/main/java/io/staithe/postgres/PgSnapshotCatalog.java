package io.staithe.postgres;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.range.Position;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.deb.PackageKey;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads snapshots from PostgreSQL. */
public final class PgSnapshotCatalog implements SnapshotCatalog {
    /** By snapshot_name. */
    private static final String BY_NAME = """
            SELECT id, name, description, source_kind, repository_id, revision, created_at
            FROM snapshot
            WHERE name = :name
              AND dropped_at IS NULL
            """;

    /** By membership_order, the part of one repository for each. Who holds a row will not be waited for. */
    private static final String COUNT = """
            WITH uncounted AS (
                SELECT id
                FROM snapshot
                WHERE packages IS NULL
                  AND dropped_at IS NULL
                FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE snapshot s
            SET packages = (
                SELECT count(*)
                FROM membership m
                WHERE m.repository_id = s.repository_id
                  AND m.since_revision <= s.revision
                  AND (m.until_revision IS NULL OR m.until_revision > s.revision))
            FROM uncounted u
            WHERE s.id = u.id
            """;

    /** By snapshot_name; by membership_order for those that could not be counted before. */
    private static final String COUNTED = """
            SELECT s.id, s.name, s.description, s.source_kind, s.repository_id, s.revision, s.created_at,
                coalesce(s.packages, (
                    SELECT count(*)
                    FROM membership m
                    WHERE m.repository_id = s.repository_id
                      AND m.since_revision <= s.revision
                      AND (m.until_revision IS NULL OR m.until_revision > s.revision))) AS packages
            FROM snapshot s
            WHERE s.dropped_at IS NULL
            ORDER BY s.name COLLATE "C"
            """;

    /** By the primary keys of snapshot_source, snapshot and repository. */
    private static final String ROOTS = """
            WITH RECURSIVE ancestry (id) AS (
                SELECT CAST(:id AS bigint)
                UNION
                SELECT s.source_id
                FROM snapshot_source s
                JOIN ancestry a ON a.id = s.snapshot_id
            )
            SELECT DISTINCT r.id, r.name, r.comment, r.default_distribution, r.default_component, r.revision, r.policies
            FROM ancestry a
            JOIN snapshot s ON s.id = a.id AND s.source_kind = 'local'
            JOIN repository r ON r.id = s.repository_id
            ORDER BY r.id
            """;

    /** All living snapshots; by the primary keys of repository and snapshot_source. */
    private static final String DERIVATIONS = """
            SELECT s.name, r.name AS source, true AS of_repository
            FROM snapshot s
            JOIN repository r ON r.id = s.repository_id AND r.dropped_at IS NULL
            WHERE s.dropped_at IS NULL
              AND s.source_kind = 'local'
            UNION
            SELECT s.name, o.name, false
            FROM snapshot s
            JOIN snapshot_source d ON d.snapshot_id = s.id
            JOIN snapshot o ON o.id = d.source_id AND o.dropped_at IS NULL
            WHERE s.dropped_at IS NULL
            """;

    /** By the primary key. Who drops it waits for this pin, or has dropped it. */
    private static final String SHARE = """
            SELECT id, name, description, source_kind, repository_id, revision, created_at
            FROM snapshot
            WHERE id = :id
              AND dropped_at IS NULL
            FOR SHARE
            """;

    /** Guarded by pin_once. */
    private static final String PIN = """
            INSERT INTO pin (task_id, repository_id, revision)
            VALUES (:task, :repository, :revision)
            ON CONFLICT ON CONSTRAINT pin_once DO NOTHING
            """;

    /** By membership_order, from the key of the page before. */
    private static final String KEYS = """
            SELECT p.architecture, p.name, p.version, p.files_hash
            FROM membership m
            JOIN package p ON p.id = m.package_id
            """ + MemberRows.PAGE + "LIMIT :page\n";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final int pageSize;

    /**
     * Snapshots in a database.
     *
     * @param transactions READ COMMITTED
     * @param pageSize how many keys are read at once
     */
    public PgSnapshotCatalog(DatabaseClient database, TransactionalOperator transactions, int pageSize) {
        this.database = database;
        this.transactions = transactions;
        this.pageSize = pageSize;
    }

    @Override
    public Mono<Snapshot> snapshot(String name) {
        return database.sql(BY_NAME)
                .bind("name", name)
                .map(CatalogRows::snapshot)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Counted> counted() {
        return database.sql(COUNT)
                .then()
                .thenMany(database.sql(COUNTED)
                        .map(row -> new Counted(CatalogRows.snapshot(row), CatalogRows.number(row, "packages")))
                        .all())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Repository> roots(long snapshot) {
        return database.sql(ROOTS)
                .bind("id", snapshot)
                .map(CatalogRows::repository)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Derivation> derivations() {
        return database.sql(DERIVATIONS)
                .map(row -> new Derivation(
                        CatalogRows.text(row, "name"),
                        CatalogRows.text(row, "source"),
                        Boolean.TRUE.equals(row.get("of_repository", Boolean.class))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Snapshot> pin(long task, long snapshot) {
        return database.sql(SHARE)
                .bind("id", snapshot)
                .map(CatalogRows::snapshot)
                .one()
                .delayUntil(shared -> database.sql(PIN)
                        .bind("task", task)
                        .bind("repository", shared.repository().value())
                        .bind("revision", shared.revision())
                        .then())
                .as(transactions::transactional)
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<PackageKey> keys(RepositoryId id, long revision) {
        return page(id, revision, Position.START)
                .expand(page -> page.size() < pageSize
                        ? Mono.empty()
                        : page(id, revision, Position.of(page.get(page.size() - 1))))
                .concatMapIterable(page -> page, 1);
    }

    private Mono<List<PackageKey>> page(RepositoryId id, long revision, Position after) {
        return MemberRows.bind(database.sql(KEYS), id, revision, after)
                .bind("page", pageSize)
                .map(CatalogRows::key)
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate);
    }
}
