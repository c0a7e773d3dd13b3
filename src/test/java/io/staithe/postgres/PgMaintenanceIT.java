package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.maintenance.Maintenance;
import io.staithe.access.maintenance.Maintenance.Standing;
import io.staithe.access.maintenance.UploadsUnderWay;
import io.staithe.fault.Refused;
import io.staithe.testkit.NoAudit;
import io.staithe.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The switch of read-only mode, as several instances on one database see it. */
final class PgMaintenanceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Caller ADMIN = Caller.open();

    private final TestDatabase database = TestDatabase.fresh();
    private final DatabaseClient client = Connections.client(database.connections());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void allInstancesFollowAndAllIsQuietWhenTheLastOneIs() throws SQLException {
        database.update("INSERT INTO instance (name, start_number) VALUES ('one', 1), ('two', 1)");
        database.update("INSERT INTO instance (name, start_number, heartbeat_at) VALUES ('gone', 1, '2020-01-01')");
        Maintenance one = instance("one", false);
        Maintenance two = instance("two", false);
        two.looked().block(PATIENCE);
        two.begins();

        assertThat(turned(one, true).isQuiet()).as("two has not seen it").isFalse();
        assertThat(two.isReadOnly()).isFalse();
        two.looked().block(PATIENCE);
        assertThat(two.isReadOnly()).isTrue();
        assertThat(standing(one).isQuiet()).as("two has a change under way").isFalse();
        two.ends();
        two.looked().block(PATIENCE);
        assertThat(standing(one).isQuiet()).isTrue();
        assertThat(standing(one).instances()).extracting("instance").isEqualTo(List.of("one", "two"));

        turned(two, false);
        one.looked().block(PATIENCE);
        assertThat(one.isReadOnly()).isFalse();
        assertThat(one.isParking()).isFalse();
    }

    @Test
    void anInstanceMayBeReadOnlyWhateverTheSwitchSays() {
        Maintenance always = instance("one", true);
        assertThat(always.isReadOnly()).isTrue();
        assertThat(meters.get("staithe.maintenance.active").gauge().value()).isOne();
        assertThat(turned(always, false).alwaysReadOnly()).isTrue();
        assertThat(always.isReadOnly()).isTrue();
        assertThat(always.refusal()).hasMessageContaining("staithe.maintenance.read-only");
    }

    @Test
    void onlyAnAdminMaySwitch() {
        Mono<Standing> change =
                instance("one", false).change(Caller.anonymous(List.of()), true, UploadsUnderWay.FINISH, "");
        StepVerifier.create(change).expectError(Refused.class).verify(PATIENCE);
        StepVerifier.create(new PgMaintenance(client).read())
                .assertNext(state -> assertThat(state.readOnly()).isFalse())
                .expectComplete()
                .verify(PATIENCE);
    }

    private Maintenance instance(String name, boolean always) {
        return new Maintenance(
                new PgMaintenance(client),
                NoAudit.audit(),
                new Maintenance.Terms(name, always, Duration.ofSeconds(30), Duration.ofSeconds(15)),
                meters);
    }

    private static Standing turned(Maintenance instance, boolean readOnly) {
        return Objects.requireNonNull(
                instance.change(ADMIN, readOnly, UploadsUnderWay.PARK, "a test").block(PATIENCE));
    }

    private static Standing standing(Maintenance instance) {
        return Objects.requireNonNull(instance.standing(ADMIN).block(PATIENCE));
    }
}
