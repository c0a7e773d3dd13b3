package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.RepositoryId;
import io.staithe.library.arrival.Receipt;
import io.staithe.library.arrival.Receipts;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Receipts from the revision log on PostgreSQL. */
public final class PgReceipts implements Receipts {
    /** By package_blob_id, membership_package and primary keys. */
    private static final String RECEIPT = """
            SELECT r.name AS repository, p.architecture, p.name, p.version, p.files_hash,
                encode(b.sha256, 'hex') AS sha256, b.size_bytes, v.number, v.at, v.task_id, v.caller
            FROM package p
            JOIN blob b ON b.id = p.blob_id
            JOIN membership m ON m.package_id = p.id
            JOIN revision v ON v.repository_id = m.repository_id AND v.number = m.since_revision
            JOIN repository r ON r.id = m.repository_id
            WHERE p.blob_id = :blob
              AND m.repository_id = :repository
            ORDER BY m.until_revision IS NOT NULL, m.since_revision DESC
            LIMIT 1
            """;

    private final DatabaseClient database;

    /** The receipts in a database. */
    public PgReceipts(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Receipt> of(RepositoryId repository, long blob) {
        return database.sql(RECEIPT)
                .bind("repository", repository.value())
                .bind("blob", blob)
                .map(PgReceipts::receipt)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private static Receipt receipt(Readable row) {
        return new Receipt(
                CatalogRows.text(row, "repository"),
                CatalogRows.key(row),
                CatalogRows.text(row, "sha256"),
                CatalogRows.number(row, "size_bytes"),
                CatalogRows.number(row, "number"),
                CatalogRows.instant(row, "at"),
                CatalogRows.number(row, "task_id"),
                CatalogRows.text(row, "caller"));
    }
}
