package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a push tries again, and when it gives up. */
final class RetriesTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();
    private final Retries retries = new Retries(Duration.ofMinutes(1), clock::get, this::pass);

    @Test
    void pausesGrowUntilPatienceEnds() {
        assertThatThrownBy(() -> {
                    while (true) {
                        retries.pause(Optional.empty(), "busy");
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("busy");
        assertThat(pauses).hasSizeBetween(6, 10);
        assertThat(pauses.get(3)).isGreaterThan(pauses.get(0).multipliedBy(4));
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(500), Duration.ofMillis(626));
        assertThat(clock.get()).isLessThan(Duration.ofSeconds(64).toNanos());
    }

    @Test
    void aServerThatGetsNoFurtherIsGivenUp() {
        assertThatThrownBy(() -> {
                    while (true) {
                        retries.underWay("works");
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("works");
        assertThat(clock.get())
                .isBetween(
                        Duration.ofMinutes(1).toNanos(), Duration.ofSeconds(62).toNanos());
    }

    @Test
    void theServerMayAskForMore() throws IOException {
        retries.pause(Optional.of(Duration.ofSeconds(20)), "busy");
        retries.pause(Optional.of(Duration.ZERO), "busy");
        assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(26));
        assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1251));
    }

    @Test
    void bytesThatArriveRenewThePatience() throws IOException {
        retries.pause(Optional.of(Duration.ofSeconds(40)), "broken");
        retries.reached(1);
        retries.pause(Optional.of(Duration.ofSeconds(40)), "broken");
        retries.reached(1);
        assertThatThrownBy(() -> retries.pause(Optional.of(Duration.ofSeconds(40)), "broken again"))
                .hasMessage("broken again");
    }

    @Test
    void patienceBeginsWithTheFirstFailure() throws IOException {
        clock.addAndGet(Duration.ofHours(1).toNanos());
        retries.pause(Optional.of(Duration.ofSeconds(40)), "broken");
        retries.answered();
        clock.addAndGet(Duration.ofHours(1).toNanos());
        retries.pause(Optional.of(Duration.ofSeconds(40)), "broken");
        assertThat(pauses).hasSize(2);
    }

    private void pass(Duration pause) {
        pauses.add(pause);
        clock.addAndGet(pause.toNanos());
    }
}
