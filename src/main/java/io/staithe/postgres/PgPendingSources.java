package io.staithe.postgres;

import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Source;
import io.staithe.publish.sources.PendingSources;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Pending sources in PostgreSQL: a column of the publication's row, which is the lock as well. */
public final class PgPendingSources implements PendingSources {
    /** By the primary key. */
    private static final String LOCK = """
            SELECT id
            FROM publication
            WHERE id = :id
              AND dropped_at IS NULL
            FOR UPDATE
            """;

    /** By the primary key; read after the lock, so that it is what holds now. */
    private static final String BY_ID = PublicationRows.PRESENT + """
            WHERE p.id = :id
            """;

    /** By the primary key. */
    private static final String WRITE = """
            UPDATE publication
            SET pending = CAST(:pending AS jsonb)
            WHERE id = :id
            """;

    private final DatabaseClient database;

    /** Pending sources in a database. */
    public PgPendingSources(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Present> lock(long publication) {
        return database.sql(LOCK)
                .bind("id", publication)
                .map(row -> CatalogRows.number(row, "id"))
                .one()
                .flatMap(id -> database.sql(BY_ID)
                        .bind("id", id)
                        .map(PublicationRows::present)
                        .one());
    }

    @Override
    public Mono<Void> write(long publication, @Nullable List<Source> pending) {
        var write = database.sql(WRITE).bind("id", publication);
        return Binding.orNull(write, "pending", pending == null ? null : Payloads.write(pending), String.class)
                .then();
    }
}
