package io.staithe.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.faults.site.FaultyServer;
import io.staithe.faults.site.Site;
import io.staithe.faults.site.Site.Standby;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once: whatever happens to replicas, database and network, no promise is broken. */
@Tag("race")
final class FaultsIT {
    private static final long SECONDS = Long.getLong("staithe.trial.faults-minutes", 0) == 0
            ? Long.getLong("staithe.trial.faults-seconds", 12)
            : Duration.ofMinutes(Long.getLong("staithe.trial.faults-minutes")).toSeconds();
    private static final int REPLICAS = Integer.getInteger("staithe.trial.faults-replicas", 2);
    private static final int JOBS = Integer.getInteger("staithe.trial.faults-jobs", 6);
    private static final long SEED = Long.getLong("staithe.trial.faults-seed", 0);

    @TempDir
    Path scratch;

    @Test
    void nothingThatWasAcknowledgedIsLost() throws Exception {
        long seed = SEED == 0 ? System.nanoTime() : SEED;
        Trial.Plan plan = new Trial.Plan(
                new Site.Plan(REPLICAS, Standby.SYNCHRONOUS, FaultyServer.class, Map.of()),
                JOBS,
                Duration.ofSeconds(SECONDS),
                seed);
        Trial.Outcome outcome = Trial.run(scratch, plan);
        String summary = Summary.of(plan, outcome);
        System.out.println(summary);
        assertThat(outcome.violations())
                .as("again: -Dstaithe.trial.faults-seed=%d%n%s", seed, summary)
                .isEmpty();
    }
}
