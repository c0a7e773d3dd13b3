package io.staithe.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.staithe.StaitheApplication;
import io.staithe.faults.history.Violation;
import io.staithe.faults.history.Violation.Rule;
import io.staithe.faults.site.MutantServer;
import io.staithe.faults.site.Site;
import io.staithe.faults.site.Site.Standby;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a word of the promise missing the same jobs lose something, and the checker says what. */
@Tag("race")
final class ControlsIT {
    private static final boolean ARE_WANTED = Boolean.getBoolean("staithe.trial.faults-controls");
    private static final long SEED = 1;

    @TempDir
    Path scratch;

    /** The second guard, the key of the log, is taken away as well. */
    @Test
    void withoutTheConditionTwoChangesClaimOneRevision() throws Exception {
        assumeThat(ARE_WANTED).as("staithe.trial.faults-controls").isTrue();
        var plan = new Trial.Plan(
                new Site.Plan(2, Standby.NONE, MutantServer.class, Map.of("staithe.queue.lanes-enabled", "false")),
                8,
                Duration.ofSeconds(8),
                SEED);
        List<Violation> found = Trial.ofMutant(scratch, plan, "ALTER TABLE revision DROP CONSTRAINT revision_number");
        assertThat(found).extracting(Violation::rule).contains(Rule.DUPLICATE);
    }

    @Test
    void anAsynchronousStandbyLosesWhatWasAcknowledged() throws Exception {
        assumeThat(ARE_WANTED).as("staithe.trial.faults-controls").isTrue();
        assertThat(Trial.ofFailOver(scratch, failOver(Standby.ASYNCHRONOUS)))
                .extracting(Violation::rule)
                .contains(Rule.LOST_ADDITION);
    }

    @Test
    void aSynchronousStandbyLosesNothing() throws Exception {
        assumeThat(ARE_WANTED).as("staithe.trial.faults-controls").isTrue();
        assertThat(Trial.ofFailOver(scratch, failOver(Standby.SYNCHRONOUS))).isEmpty();
    }

    private static Trial.Plan failOver(Standby standby) {
        return new Trial.Plan(
                new Site.Plan(1, standby, StaitheApplication.class, Map.of()), 2, Duration.ofSeconds(3), SEED);
    }
}
