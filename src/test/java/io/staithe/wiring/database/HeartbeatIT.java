package io.staithe.wiring.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.staithe.postgres.Connections;
import io.staithe.postgres.HeartbeatConnections;
import io.staithe.postgres.PgInstances;
import io.staithe.postgres.Schema;
import io.staithe.queue.Instance;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** An instance shows that it is alive however busy its connections are. */
final class HeartbeatIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BEAT = Duration.ofSeconds(3);

    private final TestDatabase database = TestDatabase.fresh();

    @Test
    void anInstanceBeatsWhileEveryConnectionIsTaken() {
        var wiring = new DatabaseConfiguration();
        var server = new DatabaseServer(database.address(), database.address(), null);
        Schema.Server report = Schema.inspect(server.session());
        var limits = new Connections.Limits(2, Duration.ofMillis(50), PATIENCE);
        ConnectionPool pool = wiring.connectionPool(server, report, limits);
        try (HeartbeatConnections hearts = wiring.heartbeatConnections(server, report, BEAT)) {
            pool.create().then(pool.create()).block(PATIENCE);
            StepVerifier.create(pool.create())
                    .expectError(R2dbcTimeoutException.class)
                    .verify(PATIENCE);
            var instances = new PgInstances(Connections.client(hearts.pool()));
            Instance instance =
                    Objects.requireNonNull(instances.register("busy", null).block(PATIENCE));
            assertThat(instances.beat(instance).block(PATIENCE)).isEqualTo(instance);
        } finally {
            pool.dispose();
            database.connections().dispose();
        }
    }
}
