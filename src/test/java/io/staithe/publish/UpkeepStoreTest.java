package io.staithe.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.publish.UpkeepStore.Behind;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a publication that publishes itself is due. */
final class UpkeepStoreTest {
    @ParameterizedTest
    @CsvSource({
        // since the first change, since the last, since the last began, ahead of the clock: due in (milliseconds)
        "30, 30, 9000, -9000, 70", // quiet: a hundred after the last
        "480, 10, 9000, -9000, 20", // bound: five hundred after the first, however much comes
        "700, 10, 9000, -9000, 0",
        "200, 150, 9000, -9000, 0",
        "200, 150, 0, 2000, 0", // a burst is not spread
        "200, 150, 300, 25000, 300", // spread while the validator runs ahead
        "200, 150, 800, 25000, 0",
        "200, 150, 0, 55000, 900"
    })
    void aPublicationIsDue(long first, long last, long sinceBegin, long ahead, long due) {
        Behind behind = new Behind(
                1,
                Duration.ofMillis(first),
                Duration.ofMillis(last),
                new Terms.Automatic(true, Duration.ofMillis(100), Duration.ofMillis(500)),
                Duration.ofMillis(sinceBegin),
                Duration.ofMillis(ahead),
                false);
        assertThat(behind.dueIn()).isEqualTo(Duration.ofMillis(due));
    }
}
