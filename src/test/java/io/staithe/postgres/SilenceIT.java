package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.pool.ConnectionPool;
import io.staithe.postgres.DatabaseAddress.Host;
import io.staithe.testkit.TcpProxy;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A connection whose other side has gone silent ends in an error, and the next one works. */
final class SilenceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofMillis(300);

    private final TestDatabase database = TestDatabase.fresh();
    private TcpProxy proxy;
    private ConnectionPool connections;
    private DatabaseClient client;

    @BeforeEach
    void connect() throws IOException {
        DatabaseAddress real = database.address();
        Host host = real.hosts().get(0);
        proxy = new TcpProxy(host.name(), host.port());
        DatabaseAddress through = new DatabaseAddress(
                List.of(new Host("127.0.0.1", proxy.port())),
                real.database(),
                real.username(),
                real.password(),
                real.tls());
        var limits = new Connections.Limits(1, Duration.ofSeconds(20), Duration.ofSeconds(20), SILENCE);
        connections = Connections.pool(through, limits, Map.of());
        client = DatabaseClient.create(connections);
    }

    @AfterEach
    void close() throws IOException {
        connections.dispose();
        proxy.close();
        database.connections().dispose();
    }

    @Test
    void aStatementThatIsNeverAnsweredFailsAndTheNextOneWorks() {
        assertThat(one().block(PATIENCE)).isEqualTo(1);
        proxy.silence();
        StepVerifier.create(one().onErrorMap(SqlFaults::translate))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("database"))
                .verify(PATIENCE);
        proxy.speak();
        assertThat(one().block(PATIENCE)).isEqualTo(1);
    }

    @Test
    void anIdleConnectionIsLeftAlone() {
        Mono<Integer> pid = client.sql("SELECT pg_backend_pid()")
                .map(row -> row.get(0, Integer.class))
                .one();
        Integer before = pid.block(PATIENCE);
        StepVerifier.create(Mono.delay(SILENCE.multipliedBy(2)).then(pid))
                .expectNext(before)
                .expectComplete()
                .verify(PATIENCE);
    }

    private Mono<Integer> one() {
        return client.sql("SELECT 1").map(row -> row.get(0, Integer.class)).one();
    }
}
