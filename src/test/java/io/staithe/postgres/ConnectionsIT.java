package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Connection;
import io.staithe.testkit.TestDatabase;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What a connection costs the server. */
final class ConnectionsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TestDatabase database = TestDatabase.fresh();

    @AfterEach
    void close() {
        database.connections().dispose();
    }

    @Test
    void statementsWhoseTextsVaryAreNotKeptWithoutEnd() {
        var limits = new Connections.Limits(1, TIMEOUT, TIMEOUT);
        var factory = Connections.direct(database.address(), limits, Map.of());
        Mono<Long> kept = Mono.usingWhen(
                factory.create(),
                connection -> Flux.range(0, 400)
                        .concatMap(number -> number(connection, "SELECT $1::bigint + " + number, 1L))
                        .then(number(connection, "SELECT count(*) FROM pg_prepared_statements", null)),
                Connection::close);
        assertThat(kept.block(TIMEOUT)).isBetween(2L, 300L);
    }

    @Test
    void connectionsThatOpenOneAfterAnotherLieOnSeveralLoops() {
        var factory = Connections.direct(database.address(), new Connections.Limits(1, TIMEOUT, TIMEOUT), Map.of());
        var threads = Flux.range(0, 4)
                .concatMap(number -> Mono.usingWhen(
                        factory.create(),
                        connection -> number(connection, "SELECT 1::bigint", null)
                                .map(one -> Thread.currentThread().getName()),
                        Connection::close))
                .collect(Collectors.toSet());
        StepVerifier.create(threads)
                .assertNext(names -> assertThat(names).hasSizeGreaterThan(1))
                .expectComplete()
                .verify(TIMEOUT);
    }

    /** A buffer that is forgotten fails the class; the driver asks the second value for its bytes after the first. */
    @Test
    void aCancelWhileValuesAreEncodedForgetsNoneOfThem() {
        var one = Connections.pool(database.address(), new Connections.Limits(1, TIMEOUT, TIMEOUT), Map.of());
        var client = Connections.client(one);
        Sinks.Empty<Void> gone = Sinks.empty();
        Blob leaving = Blob.from(Mono.fromRunnable(gone::tryEmitEmpty).thenReturn(ByteBuffer.wrap(new byte[] {1})));
        var cut = client.sql("SELECT :number + length(:bytes) AS number")
                .bind("number", 1)
                .bind("bytes", leaving)
                .map(row -> row.get("number", Integer.class))
                .one()
                .takeUntilOther(gone.asMono());
        StepVerifier.create(cut).expectComplete().verify(TIMEOUT);
        // The one connection is free when it is done with the statement; closed before, it would drop what waits in it.
        var next = client.sql("SELECT 1").mapValue(Integer.class);
        StepVerifier.create(next.one()).expectNext(1).expectComplete().verify(TIMEOUT);
        one.dispose();
    }

    /** The roll-back must come after the statement that was cut short, which else would stand alone, and count. */
    @Test
    void aStatementThatIsCancelledFromAnotherThreadStaysWithinItsTransaction() {
        var one = Connections.pool(database.address(), new Connections.Limits(1, TIMEOUT, TIMEOUT), Map.of());
        var client = Connections.client(one);
        var transactions = Connections.readCommitted(Connections.transactions(one));
        client.sql("CREATE TABLE said (size integer)").then().block(TIMEOUT);
        Sinks.Empty<Void> gone = Sinks.empty();
        Blob leaving = Blob.from(
                Mono.fromRunnable(() -> elsewhere(gone::tryEmitEmpty)).thenReturn(ByteBuffer.wrap(new byte[] {1})));
        var cut = client.sql("INSERT INTO said (size) VALUES (length(:bytes))")
                .bind("bytes", leaving)
                .fetch()
                .rowsUpdated()
                .as(transactions::transactional)
                .takeUntilOther(gone.asMono());
        StepVerifier.create(cut).expectComplete().verify(TIMEOUT);
        var rows = client.sql("SELECT CAST(count(*) AS integer) FROM said").mapValue(Integer.class);
        StepVerifier.create(rows.one()).expectNext(0).expectComplete().verify(TIMEOUT);
        one.dispose();
    }

    /** Has another thread do something, and waits for it a little: it may have to wait for us. */
    private static void elsewhere(Runnable action) {
        Thread other = new Thread(action);
        other.start();
        long until = System.nanoTime() + Duration.ofMillis(100).toNanos();
        boolean isLate = false;
        while (other.isAlive() && !isLate) {
            isLate = System.nanoTime() > until;
        }
    }

    private static Mono<Long> number(Connection connection, String sql, @Nullable Long value) {
        var statement = connection.createStatement(sql);
        return Mono.from((value == null ? statement : statement.bind("$1", value)).execute())
                .flatMap(result -> Mono.from(result.map((row, metadata) -> row.get(0, Long.class))));
    }
}
