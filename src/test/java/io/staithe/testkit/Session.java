package io.staithe.testkit;

import io.r2dbc.spi.Connection;
import io.staithe.postgres.Connections;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A transaction of somebody else, who takes their time between its statements. */
public record Session(TestDatabase database, Connection connection) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Begins one. */
    public static Session begin(TestDatabase database) {
        Connection connection = Objects.requireNonNull(
                Mono.from(database.connections().create()).block(TIMEOUT));
        Mono.from(connection.beginTransaction()).block(TIMEOUT);
        return new Session(database, connection);
    }

    /** Runs a statement; an error is thrown. */
    public void run(String sql) {
        Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.getRowsUpdated())
                .then()
                .block(TIMEOUT);
    }

    /** Commits, after which it is over. */
    public void commit() {
        Mono.from(connection.commitTransaction()).block(TIMEOUT);
    }

    /** Until some session of the database waits for a lock. */
    public void awaitWaiter() {
        Connections.client(database.connections())
                .sql("SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                        + "AND datname = current_database()")
                .map(row -> Objects.requireNonNull(row.get("waiting", Long.class)))
                .one()
                .filter(waiting -> waiting > 0)
                .repeatWhenEmpty(1000, looks -> looks.delayElements(Duration.ofMillis(10)))
                .block(TIMEOUT);
    }

    /** Rolls back what is not committed. */
    @Override
    public void close() {
        Mono.from(connection.close()).block(TIMEOUT);
    }
}
