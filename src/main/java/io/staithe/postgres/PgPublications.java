package io.staithe.postgres;

import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.PublicationStore;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads publications from PostgreSQL. */
public final class PgPublications implements PublicationStore {
    /** By the primary key. */
    private static final String LIVING = PublicationRows.PRESENT + """
            WHERE p.dropped_at IS NULL
            ORDER BY p.id
            """;

    /** By publication_place. */
    private static final String BY_PLACE = PublicationRows.PRESENT + """
            WHERE p.storage = :storage
              AND p.prefix = :prefix
              AND p.distribution = :distribution
              AND p.dropped_at IS NULL
            """;

    /** By the primary key. */
    private static final String BY_ID = PublicationRows.PRESENT + """
            WHERE p.id = :id
              AND p.dropped_at IS NULL
            """;

    private final DatabaseClient database;

    /** Publications in a database. */
    public PgPublications(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Present> living() {
        return database.sql(LIVING).map(PublicationRows::present).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Present> living(Place place) {
        return database.sql(BY_PLACE)
                .bind("storage", place.storage())
                .bind("prefix", place.prefix())
                .bind("distribution", place.distribution())
                .map(PublicationRows::present)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Present> living(long id) {
        return database.sql(BY_ID)
                .bind("id", id)
                .map(PublicationRows::present)
                .one()
                .onErrorMap(SqlFaults::translate);
    }
}
