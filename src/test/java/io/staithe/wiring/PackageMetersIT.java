package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgCatalog;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** The meter of packages per repository. */
final class PackageMetersIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PackageMeters meters = new PackageMeters(
            new PgCatalog(
                    database, Connections.readCommitted(Connections.transactions(testDatabase.connections())), 10),
            2,
            registry);

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void noMoreRepositoriesAreToldApartThanTheSettingSays() {
        database.sql("INSERT INTO repository (name) VALUES ('a'), ('b'), ('c')")
                .then()
                .block(TIMEOUT);
        meters.count().block(TIMEOUT);
        assertThat(registry.get(Meters.REPOSITORY_PACKAGES.id()).gauges())
                .extracting(gauge -> gauge.getId().getTag("repository"), Gauge::value)
                .containsExactlyInAnyOrder(tuple("a", 0.0), tuple("b", 0.0));
    }

    @Test
    void aRepositoryThatIsDroppedLeavesTheMeter() {
        database.sql("INSERT INTO repository (name) VALUES ('a')").then().block(TIMEOUT);
        meters.count().block(TIMEOUT);
        database.sql("UPDATE repository SET dropped_at = now()").then().block(TIMEOUT);
        meters.count().block(TIMEOUT);
        assertThat(registry.find(Meters.REPOSITORY_PACKAGES.id()).gauges()).isEmpty();
    }
}
