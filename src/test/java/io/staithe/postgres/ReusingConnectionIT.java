package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements that are used again bind what is bound to them, and nothing that was. */
final class ReusingConnectionIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ECHO = "SELECT CAST(:text AS text) AS text";
    private static final String DRIVERS_ECHO = "SELECT CAST($1 AS text) AS text";
    private static final Connections.Limits ONE = new Connections.Limits(1, TIMEOUT, TIMEOUT);

    private final TestDatabase database = TestDatabase.fresh();
    private final ConnectionPool pool = Connections.pool(database.address(), ONE, Map.of());
    private final DatabaseClient client = Connections.client(pool);

    @AfterEach
    void close() {
        pool.dispose();
        database.connections().dispose();
    }

    @Test
    void eachExecutionHasItsOwnValues() {
        assertThat(Flux.range(0, 20)
                        .flatMapSequential(number -> echo("text " + number), 4)
                        .collectList()
                        .block(TIMEOUT))
                .isEqualTo(Flux.range(0, 20)
                        .map(number -> "text " + number)
                        .collectList()
                        .block(TIMEOUT));
    }

    @Test
    void theSameStatementTwiceAtOnceInATransactionIsTwoStatements() {
        var transactions = Connections.readCommitted(Connections.transactions(pool));
        Mono<List<String>> both = Flux.mergeSequential(
                        List.of(echo("one").delayElement(Duration.ZERO), echo("two"), echo("three")))
                .collectList()
                .as(transactions::transactional);
        assertThat(both.block(TIMEOUT)).containsExactly("one", "two", "three");
    }

    @Test
    void aStatementThatFailedIsMadeAnew() {
        DatabaseClient.GenericExecuteSpec division = client.sql("SELECT 10 / CAST(:by AS integer) AS result");
        for (int by : List.of(2, 0, 5)) {
            Mono<Integer> result =
                    division.bind("by", by).mapValue(Integer.class).one();
            assertThat(result.onErrorReturn(-1).block(TIMEOUT)).isEqualTo(by == 0 ? -1 : 10 / by);
        }
    }

    @Test
    void whatWasReadToItsEndIsUsedAgainUnlessItKeepsLargeValues() {
        assertThat(inUse(connection -> List.of(
                        statement(connection, "small"),
                        statement(connection, "again"),
                        statement(connection, "x".repeat(20_000)),
                        statement(connection, "after a large one"))))
                .satisfies(used -> {
                    assertThat(used.get(1)).isSameAs(used.get(0));
                    assertThat(used.get(2)).isSameAs(used.get(0));
                    assertThat(used.get(3)).isNotSameAs(used.get(0));
                });
    }

    @Test
    void aValueThatIsNotBoundIsMissedAlthoughThereWasOne() {
        assertThat(inUse(connection -> {
                    statement(connection, "bound");
                    Statement again = connection.createStatement(DRIVERS_ECHO);
                    assertThatThrownBy(again::execute).hasMessageContaining("bound 0");
                    return List.of(again);
                }))
                .hasSize(1);
    }

    private Mono<String> echo(String text) {
        return client.sql(ECHO).bind("text", text).mapValue(String.class).one();
    }

    private List<Statement> inUse(Function<Connection, List<Statement>> use) {
        var factory = new ReusingConnections(Connections.direct(database.address(), ONE, Map.of()));
        Connection connection =
                Objects.requireNonNull(Mono.<Connection>from(factory.create()).block(TIMEOUT));
        List<Statement> used = use.apply(connection);
        Mono.from(connection.close()).block(TIMEOUT);
        return used;
    }

    /** Executed, and its result read. */
    private static Statement statement(Connection connection, String text) {
        Statement statement = connection.createStatement(DRIVERS_ECHO).bind(0, text);
        assertThat(Flux.from(statement.execute())
                        .flatMap(result -> result.map(row -> row.get("text", String.class)))
                        .blockLast(TIMEOUT))
                .isEqualTo(text);
        ((ReusedStatement) statement).done();
        return statement;
    }
}
