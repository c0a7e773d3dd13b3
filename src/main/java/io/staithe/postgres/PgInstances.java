package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.queue.Instance;
import io.staithe.queue.Instances;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Instances in PostgreSQL: the table {@code instance}. */
public final class PgInstances implements Instances {
    /** instance_name. */
    private static final String REGISTER = """
            INSERT INTO instance AS i (name, start_number, url)
            VALUES (:name, 1, :url)
            ON CONFLICT (name) DO UPDATE
            SET start_number = i.start_number + 1,
                url = excluded.url,
                started_at = clock_timestamp(),
                heartbeat_at = clock_timestamp(),
                stopped_at = NULL
            RETURNING id, name, start_number
            """;

    /** Primary key. */
    private static final String BEAT = """
            UPDATE instance
            SET heartbeat_at = clock_timestamp()
            WHERE id = :id
                AND start_number = :start
                AND stopped_at IS NULL
            RETURNING id, name, start_number
            """;

    /** Primary key. */
    private static final String STOP = """
            UPDATE instance
            SET stopped_at = clock_timestamp()
            WHERE id = :id
                AND start_number = :start
            """;

    /** All of instance, which has a row per replica that ever was. */
    private static final String LAPSED = """
            SELECT name
            FROM instance
            WHERE stopped_at IS NOT NULL
                OR heartbeat_at < clock_timestamp() - :silence * interval '1 millisecond'
            """;

    private final DatabaseClient database;

    /** Instances of this database. */
    public PgInstances(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Instance> register(String name, @Nullable String url) {
        var named = database.sql(REGISTER).bind("name", name);
        return Binding.orNull(named, "url", url, String.class)
                .map(PgInstances::instance)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Instance> beat(Instance instance) {
        return database.sql(BEAT)
                .bind("id", instance.id())
                .bind("start", instance.start())
                .map(PgInstances::instance)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> stop(Instance instance) {
        return database.sql(STOP)
                .bind("id", instance.id())
                .bind("start", instance.start())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> lapsed(Duration silence) {
        return database.sql(LAPSED)
                .bind("silence", silence.toMillis())
                .map(row -> Objects.requireNonNull(row.get("name", String.class)))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static Instance instance(Readable row) {
        return new Instance(
                Objects.requireNonNull(row.get("id", Long.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                Objects.requireNonNull(row.get("start_number", Long.class)));
    }
}
