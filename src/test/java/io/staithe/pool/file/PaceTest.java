package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Fault;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PoolFault;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** {@link Pace} judges the client's time only, not ours. */
final class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Pace pace =
            new Pace(new BodyLimits(1_000_000, Duration.ofSeconds(10), 100, Duration.ofSeconds(60)), 0);

    @Test
    void silenceIsBornUntilTheLimit() {
        pace.received(50, 5 * SECOND);
        assertThatCode(() -> pace.check(15 * SECOND - 1)).doesNotThrowAnyException();
        expect(() -> pace.check(15 * SECOND), PoolFault.BODY_STALLED);
    }

    @Test
    void silenceWhileTheBodyWaitsForUsDoesNotCount() {
        pace.received(50, SECOND);
        pace.waitsForUs(SECOND);
        assertThat(pace.isSilentFor(Duration.ofSeconds(10), 500 * SECOND)).isFalse();
        assertThatCode(() -> pace.check(500 * SECOND)).doesNotThrowAnyException();
        pace.goesOn(500 * SECOND);
        assertThatCode(() -> pace.check(509 * SECOND)).doesNotThrowAnyException();
        expect(() -> pace.check(510 * SECOND), PoolFault.BODY_STALLED);
    }

    @Test
    void aRateBelowTheLeastIsRefusedAtTheEndOfAWindow() {
        for (int second = 1; second < 60; second++) {
            pace.received(99, second * SECOND);
            pace.check(second * SECOND);
        }
        expect(() -> pace.check(60 * SECOND), PoolFault.BODY_TOO_SLOW);
    }

    @Test
    void theLeastRateIsEnoughWindowAfterWindow() {
        for (int second = 1; second <= 300; second++) {
            pace.received(100, second * SECOND);
            pace.check(second * SECOND);
        }
        assertThat(pace.received()).isEqualTo(30_000);
    }

    @Test
    void timeInWhichTheBodyWaitedForUsIsNoPartOfAWindow() {
        pace.waitsForUs(0);
        pace.goesOn(55 * SECOND);
        for (int second = 56; second < 115; second++) {
            pace.received(99, second * SECOND);
            pace.check(second * SECOND);
        }
        expect(() -> pace.check(115 * SECOND), PoolFault.BODY_TOO_SLOW);
    }

    @Test
    void aShortWaitExcusesNoOne() {
        for (int second = 1; second < 61; second++) {
            pace.received(99, second * SECOND);
            pace.check(second * SECOND);
            pace.waitsForUs(second * SECOND);
            pace.goesOn(second * SECOND + SECOND / 60);
        }
        expect(() -> pace.check(61 * SECOND), PoolFault.BODY_TOO_SLOW);
    }

    private static void expect(ThrowingCallable call, PoolFault code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }
}
