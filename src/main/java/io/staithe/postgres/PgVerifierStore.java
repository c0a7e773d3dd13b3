package io.staithe.postgres;

import io.staithe.library.verify.VerifierStore;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How far the verifier is, in PostgreSQL. */
public final class PgVerifierStore implements VerifierStore {
    /** By the primary key. */
    private static final String TAKE = """
            INSERT INTO verification AS v (part, holder, held_until)
            VALUES (:part, :holder, clock_timestamp() + :lease * INTERVAL '1 millisecond')
            ON CONFLICT (part) DO UPDATE
            SET holder = EXCLUDED.holder,
                held_until = EXCLUDED.held_until
            WHERE v.held_until <= clock_timestamp()
            RETURNING v.place, v.size
            """;

    /** By the primary key. */
    private static final String GIVE = """
            UPDATE verification
            SET place = :next,
                size = :size,
                held_until = clock_timestamp() + :rest * INTERVAL '1 millisecond',
                ended_at = CASE WHEN :next = '' THEN clock_timestamp() ELSE ended_at END
            WHERE part = :part
              AND holder = :holder
            """;

    /** Reads the few rows. */
    private static final String AGES = """
            SELECT part,
                CAST(extract(epoch FROM clock_timestamp() - coalesce(ended_at, began_at)) * 1000 AS bigint) AS millis
            FROM verification
            """;

    private final DatabaseClient database;

    /** The places of a database. */
    public PgVerifierStore(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Turn> take(String part, String holder, Duration lease) {
        return database.sql(TAKE)
                .bind("part", part)
                .bind("holder", holder)
                .bind("lease", lease.toMillis())
                .map(row -> new Turn(part, holder, CatalogRows.text(row, "place"), CatalogRows.number(row, "size")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> give(Turn done, String next, Duration rest) {
        return database.sql(GIVE)
                .bind("part", done.part())
                .bind("holder", done.holder())
                .bind("next", next)
                .bind("size", done.size())
                .bind("rest", rest.toMillis())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Age> ages() {
        return database.sql(AGES)
                .map(row ->
                        new Age(CatalogRows.text(row, "part"), Duration.ofMillis(CatalogRows.number(row, "millis"))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }
}
