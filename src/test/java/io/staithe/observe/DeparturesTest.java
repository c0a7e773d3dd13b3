package io.staithe.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever is turned away is told a time that fits the rate at which places become free. */
final class DeparturesTest {
    private static final Duration UNKNOWN = Duration.ofSeconds(7);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private long now = 1_000_000_007L;
    private final Departures departures = new Departures(() -> now, new Departures.Bounds(UNKNOWN, LONGEST));

    @Test
    void whereNothingHasEndedTheTimeIsTheOneThatIsSet() {
        assertThat(departures.turn()).isEqualTo(UNKNOWN);
        assertThat(departures.next(0.5)).isEqualTo(UNKNOWN);
    }

    @Test
    void eachHasATurnBehindTheOneBefore() {
        endEverySecond(10, 1);
        assertThat(departures.turn()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
        assertThat(departures.turn()).isBetween(Duration.ofMillis(1800), Duration.ofMillis(2200));
        assertThat(departures.turn()).isBetween(Duration.ofMillis(2700), Duration.ofMillis(3300));
    }

    @Test
    void turnsPassWithTime() {
        endEverySecond(10, 1);
        for (int n = 0; n < 5; n++) {
            departures.turn();
        }
        endEverySecond(6, 1);
        assertThat(departures.turn()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
    }

    @Test
    void aHundredASecondAreToldASecondAndThenMore() {
        endEverySecond(10, 100);
        for (int n = 0; n < 90; n++) {
            assertThat(departures.turn()).isEqualTo(Duration.ofSeconds(1));
        }
        for (int n = 0; n < 300; n++) {
            departures.turn();
        }
        assertThat(departures.turn()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
    }

    @Test
    void nobodyIsToldMoreThanTheLongestTime() {
        endEverySecond(3, 1);
        for (int n = 0; n < 1000; n++) {
            assertThat(departures.turn()).isLessThanOrEqualTo(LONGEST);
        }
        assertThat(departures.turn()).isEqualTo(LONGEST);
        assertThat(departures.next(0.0001)).isEqualTo(LONGEST);
    }

    @Test
    void whoHasAQuarterOfThePlacesWaitsFourTimesAsLongForOneOfItsOwn() {
        endEverySecond(10, 1);
        assertThat(departures.next(0.25)).isBetween(Duration.ofMillis(3600), Duration.ofMillis(4400));
    }

    @Test
    void whatEndedLongAgoIsForgotten() {
        endEverySecond(100, 50);
        pass(25);
        assertThat(departures.turn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        pass(31);
        assertThat(departures.turn()).isEqualTo(UNKNOWN);
    }

    private void endEverySecond(int seconds, int places) {
        for (int second = 0; second < seconds; second++) {
            departures.ended(places);
            pass(1);
        }
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
