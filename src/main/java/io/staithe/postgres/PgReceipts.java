package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageKey;
import io.staithe.gather.Gathering;
import io.staithe.library.receipt.Receipt;
import io.staithe.library.receipt.ReceiptId;
import io.staithe.library.receipt.Receipts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Receipts from the revision log on PostgreSQL. */
public final class PgReceipts implements Receipts {
    private static final String COLUMNS = """
            SELECT r.id AS repository_id, r.name AS repository, v.number, v.at, v.task_id, v.caller,
                encode(v.hash, 'hex') AS hash, encode(b.sha256, 'hex') AS sha256,
                'P' || p.architecture || ' ' || p.name || ' ' || p.version || ' ' || p.files_hash AS key
            """;

    private static final String ADDITIONS = """
            JOIN package p ON p.blob_id = b.id
            JOIN membership m ON m.package_id = p.id
            JOIN revision v ON v.repository_id = m.repository_id AND v.number = m.since_revision
            JOIN repository r ON r.id = m.repository_id
            """;

    /**
     * By blob_kept_digest, package_blob_id, membership_package and primary keys; who is numbered asked for it. The
     * arrays are selected: so the general plan is taken, and no time goes into plans, which is six times that of the
     * look-up.
     */
    private static final String LAST = """
            SELECT asked.n, last.*
            FROM unnest((SELECT CAST(:repositories AS bigint[])), (SELECT CAST(:digests AS text[])))
                WITH ORDINALITY AS asked (repository_id, sha256, n)
            CROSS JOIN LATERAL (
            """ + COLUMNS + "FROM blob b\n" + ADDITIONS + """
                WHERE b.sha256 = decode(asked.sha256, 'hex')
                  AND b.state = 'kept'
                  AND m.repository_id = asked.repository_id
                ORDER BY m.until_revision IS NOT NULL, m.since_revision DESC
                LIMIT 1) AS last
            """;

    /** By blob_kept_digest, then as above. */
    private static final String OF_DIGEST = COLUMNS + "FROM blob b\n" + ADDITIONS + """
            WHERE b.sha256 = decode(:sha256, 'hex')
              AND b.state = 'kept'
              AND r.dropped_at IS NULL
            ORDER BY v.at, r.id, v.number
            LIMIT 1000
            """;

    /** By blob_kept_digest, then as above: a row of the log may tell of many packages, and is not searched then. */
    private static final String STANDING = COLUMNS + "FROM blob b\n" + ADDITIONS + """
            WHERE b.sha256 = decode(:sha256, 'hex')
              AND b.state = 'kept'
              AND m.repository_id = :repository
              AND m.since_revision = :number
            LIMIT 1
            """;

    /** By revision_number. The key is what the log says before the digest. */
    private static final String LOGGED = """
            SELECT r.id AS repository_id, r.name AS repository, v.number, v.at, v.task_id, v.caller,
                encode(v.hash, 'hex') AS hash, CAST(:sha256 AS text) AS sha256,
                substring(v.change FROM '(?n)^\\+(.*) sha256:' || :sha256 || '$') AS key
            FROM revision v
            JOIN repository r ON r.id = v.repository_id
            WHERE v.repository_id = :repository
              AND v.number = :number
              AND v.change ~ ('(?n)^\\+.* sha256:' || :sha256 || '$')
            """;

    /** By blob_kept_digest, package_blob_id, membership_package, generation_source_repository and primary keys. */
    private static final String SHOWN = """
            SELECT u.id, u.storage, u.prefix, u.distribution, min(g.number) AS first, max(g.number) AS last
            FROM blob b
            JOIN package p ON p.blob_id = b.id
            JOIN membership m ON m.package_id = p.id
            JOIN generation_source s
              ON s.repository_id = m.repository_id
             AND s.revision >= m.since_revision
             AND (m.until_revision IS NULL OR s.revision < m.until_revision)
            JOIN generation g ON g.publication_id = s.publication_id AND g.number = s.number AND g.state = 'kept'
            JOIN publication u ON u.id = g.publication_id AND u.dropped_at IS NULL
            WHERE b.sha256 = decode(:sha256, 'hex')
              AND b.state = 'kept'
              AND m.repository_id = :repository
              AND m.since_revision = :number
              AND (p.architecture = 'all' OR p.architecture = ANY (u.architectures))
            GROUP BY u.id
            ORDER BY u.id
            """;

    private static final Gathering.Limits GROUPS = new Gathering.Limits(64, 2);

    private final DatabaseClient database;
    private final Gathering<Asked, Optional<Receipt>> last = new Gathering<>(GROUPS, this::last);

    /** The receipts in a database. */
    public PgReceipts(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Receipt> of(RepositoryId repository, String sha256) {
        return last.one(new Asked(repository, sha256)).flatMap(Mono::justOrEmpty);
    }

    private Mono<List<Optional<Receipt>>> last(List<Asked> asked) {
        return database.sql(LAST)
                .bind(
                        "repositories",
                        asked.stream().map(one -> one.repository().value()).toArray(Long[]::new))
                .bind("digests", asked.stream().map(Asked::sha256).toArray(String[]::new))
                .map(row -> Map.entry(CatalogRows.number(row, "n"), receipt(row)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(found -> LongStream.rangeClosed(1, asked.size())
                        .mapToObj(n -> Optional.ofNullable(found.get(n)))
                        .toList())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Receipt> find(ReceiptId id) {
        return bound(STANDING, id)
                .map(PgReceipts::receipt)
                .one()
                .switchIfEmpty(bound(LOGGED, id).map(PgReceipts::receipt).one())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Receipt> ofDigest(String sha256) {
        return database.sql(OF_DIGEST)
                .bind("sha256", sha256)
                .map(PgReceipts::receipt)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Showing> shown(ReceiptId id) {
        return bound(SHOWN, id)
                .map(row -> new Showing(
                        CatalogRows.number(row, "id"),
                        CatalogRows.text(row, "storage"),
                        CatalogRows.text(row, "prefix"),
                        CatalogRows.text(row, "distribution"),
                        CatalogRows.number(row, "first"),
                        CatalogRows.number(row, "last")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private DatabaseClient.GenericExecuteSpec bound(String sql, ReceiptId id) {
        return database.sql(sql)
                .bind("repository", id.repository().value())
                .bind("number", id.revision())
                .bind("sha256", id.sha256());
    }

    private static Receipt receipt(Readable row) {
        return new Receipt(
                new ReceiptId(
                        new RepositoryId(CatalogRows.number(row, "repository_id")),
                        CatalogRows.number(row, "number"),
                        CatalogRows.text(row, "sha256")),
                CatalogRows.text(row, "repository"),
                PackageKey.parse(CatalogRows.text(row, "key")),
                CatalogRows.instant(row, "at"),
                CatalogRows.number(row, "task_id"),
                CatalogRows.text(row, "caller"),
                CatalogRows.text(row, "hash"));
    }

    private record Asked(RepositoryId repository, String sha256) {}
}
