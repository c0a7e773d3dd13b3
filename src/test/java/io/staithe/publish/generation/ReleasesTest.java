package io.staithe.publish.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How far validators run ahead of the clock, and who waits for that. */
final class ReleasesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T05:00:00Z");

    @Test
    void whoeverWouldRunTooFarAheadWaits() {
        assertThat(Releases.pause(NOW.plusSeconds(59), NOW)).isZero();
        assertThat(Releases.pause(NOW.plusSeconds(60), NOW)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void nobodyWaitsForAClockThatWasWrong() {
        assertThat(Releases.pause(NOW.plus(Duration.ofHours(2)), NOW)).isZero();
    }
}
