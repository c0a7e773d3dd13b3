package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import io.staithe.library.receipt.History;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The logs of repositories on PostgreSQL. */
public final class PgHistory implements History {
    private static final String COLUMNS = """
            SELECT repository_id, number, at, task_id, caller, change, encode(previous_hash, 'hex') AS previous_hash,
                encode(hash, 'hex') AS hash
            FROM revision
            """;

    /** By revision_number. */
    private static final String AFTER = COLUMNS + """
            WHERE repository_id = :repository
              AND number > :number
            ORDER BY number
            LIMIT :limit
            """;

    /** By revision_number. */
    private static final String FIND = COLUMNS + """
            WHERE repository_id = :repository
              AND number = :number
            """;

    private final DatabaseClient database;

    /** The logs in a database. */
    public PgHistory(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Revision> after(RepositoryId repository, long number, int limit) {
        return database.sql(AFTER)
                .bind("repository", repository.value())
                .bind("number", number)
                .bind("limit", limit)
                .map(PgHistory::revision)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Revision> find(RepositoryId repository, long number) {
        return database.sql(FIND)
                .bind("repository", repository.value())
                .bind("number", number)
                .map(PgHistory::revision)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private static Revision revision(Readable row) {
        var change = new Revision.Change(
                new RepositoryId(CatalogRows.number(row, "repository_id")),
                CatalogRows.number(row, "number"),
                CatalogRows.instant(row, "at"),
                CatalogRows.number(row, "task_id"),
                CatalogRows.text(row, "caller"),
                CatalogRows.text(row, "change"));
        return new Revision(change, CatalogRows.text(row, "previous_hash"), CatalogRows.text(row, "hash"));
    }
}
