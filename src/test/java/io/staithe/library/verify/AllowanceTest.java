package io.staithe.library.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bytes are read at a bounded rate, and large files are not left out. */
final class AllowanceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Allowance allowance = new Allowance(100, Duration.ofSeconds(10), nanos::get);

    @Test
    void whatIsLargerThanWhatIsThereIsReadAndTheNextOnesWaitForIt() {
        assertThat(allowance.test(1)).isFalse();
        pass(1);
        assertThat(allowance.test(1_000)).isTrue();
        pass(8);
        assertThat(allowance.test(1)).isFalse();
        pass(2);
        assertThat(allowance.test(1)).isTrue();
    }

    @Test
    void whatIsNotUsedIsSavedForAWhileOnly() {
        pass(1_000_000);
        assertThat(allowance.test(999)).isTrue();
        assertThat(allowance.test(1)).isTrue();
        assertThat(allowance.test(1)).isFalse();
    }

    @Test
    void nothingIsReadWhereNothingMayBe() {
        var none = new Allowance(0, Duration.ofSeconds(10), nanos::get);
        pass(1_000_000);
        assertThat(none.test(0)).isFalse();
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
