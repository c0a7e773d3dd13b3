package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.get;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A transaction of somebody else, who takes their time between its statements. */
record Session(PublishingHouse house, Connection connection) implements AutoCloseable {
    static Session begin(PublishingHouse house) {
        Connection connection = get(Mono.from(house.database.connections().create()));
        Mono.from(connection.beginTransaction()).block(TIMEOUT);
        return new Session(house, connection);
    }

    void run(String sql) {
        Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.getRowsUpdated())
                .then()
                .block(TIMEOUT);
    }

    void commit() {
        Mono.from(connection.commitTransaction()).block(TIMEOUT);
    }

    /** Until some session of the house waits for a lock. */
    void awaitWaiter() {
        house.sql
                .sql("SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                        + "AND datname = current_database()")
                .map(row -> Objects.requireNonNull(row.get("waiting", Long.class)))
                .one()
                .filter(waiting -> waiting > 0)
                .repeatWhenEmpty(1000, looks -> looks.delayElements(Duration.ofMillis(10)))
                .blockOptional(TIMEOUT);
    }

    /** Rolls back what is not committed. */
    @Override
    public void close() {
        Mono.from(connection.close()).block(TIMEOUT);
    }
}
