package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.test.StepVerifier;

/** What a gateway learns of its database before it uses it. */
final class SchemaIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Connections.Limits LIMITS = new Connections.Limits(2, LIMIT, Duration.ofMillis(200));

    @Test
    void theServerTellsItsVersionAndHowItCommits() throws SQLException {
        var database = TestDatabase.fresh();
        Schema.Server server = Schema.inspect(database.address());
        assertThat(server.version()).startsWith("18.");
        assertThat(server.synchronousCommit()).isTrue();
        database.update("ALTER DATABASE " + database.address().database() + " SET synchronous_commit = off");
        assertThat(Schema.inspect(database.address()).synchronousCommit()).isFalse();
        assertThat(server.readCommitted()).isTrue();
        database.update("ALTER DATABASE " + database.address().database()
                + " SET default_transaction_isolation = 'repeatable read'");
        assertThat(Schema.inspect(database.address()).readCommitted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"synchronous_commit, off, on", "default_transaction_isolation, repeatable read, read committed"})
    void aSessionMayOverruleAServer(String setting, String wrong, String right) throws SQLException {
        var database = TestDatabase.fresh();
        database.update("ALTER DATABASE " + database.address().database() + " SET " + setting + " = '" + wrong + "'");
        var pool = Connections.pool(database.address(), LIMITS, Map.of(setting, right));
        DatabaseClient.create(pool)
                .sql("SHOW " + setting)
                .map(row -> String.valueOf(row.get(0, String.class)))
                .one()
                .as(StepVerifier::create)
                .expectNext(right)
                .expectComplete()
                .verify(LIMIT);
        pool.disposeLater().as(StepVerifier::create).expectComplete().verify(LIMIT);
    }

    @Test
    void whoStandsStillInATransactionHoldsItsRowsNoLonger() {
        var pool = Connections.pool(TestDatabase.fresh().address(), LIMITS, Map.of());
        DatabaseClient.create(pool)
                .sql("SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'")
                .map(row -> String.valueOf(row.get(0, String.class)))
                .one()
                .as(StepVerifier::create)
                .expectNext(Long.toString(LIMITS.statementTimeout().toMillis()))
                .expectComplete()
                .verify(LIMIT);
        pool.disposeLater().as(StepVerifier::create).expectComplete().verify(LIMIT);
    }

    @Test
    void aStatementThatRunsTooLongIsCutByTheServer() {
        var pool = Connections.pool(TestDatabase.fresh().address(), LIMITS, Map.of());
        DatabaseClient.create(pool)
                .sql("SELECT 1 FROM pg_sleep(30)")
                .then()
                .as(StepVerifier::create)
                .expectErrorMatches(cut -> cut.getMessage().contains("statement timeout"))
                .verify(LIMIT);
        pool.disposeLater().as(StepVerifier::create).expectComplete().verify(LIMIT);
    }

    @Test
    void aMigrationThatWaitsForALockGivesWayAndTriesAgain() throws SQLException {
        var database = TestDatabase.fresh();
        Duration wait = Duration.ofMillis(50);
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE flyway_schema_history");
            assertThatThrownBy(() -> Schema.migrate(database.address(), wait, 2))
                    .isInstanceOf(Broken.class)
                    .hasStackTraceContaining("lock timeout");
            var migrated = CompletableFuture.runAsync(() -> Schema.migrate(database.address(), wait, 1000));
            holder.commit();
            migrated.join();
        }
    }

    @Test
    void migratingTwiceChangesNothing() {
        var database = TestDatabase.fresh();
        Schema.migrate(database.address());
        Schema.migrate(database.address());
    }

    @Test
    void aWrongPasswordIsToldApartFromSilence() {
        DatabaseAddress address = TestDatabase.fresh().address();
        int port = address.hosts().get(0).port();
        var wrong = DatabaseAddress.local(port, address.database(), address.username(), "wrong");
        assertThatThrownBy(() -> Schema.inspect(wrong))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(SchemaFault.ENTRY_REFUSED));
        var silent = DatabaseAddress.local(1, "staithe", "staithe", "word");
        assertThatThrownBy(() -> Schema.inspect(silent))
                .isInstanceOfSatisfying(
                        Exhausted.class, fault -> assertThat(fault.code()).isEqualTo(SchemaFault.UNREACHABLE));
    }
}
