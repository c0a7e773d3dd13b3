package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebVersionTest {
    static List<String> pairs() throws IOException {
        try (InputStream pairs =
                Objects.requireNonNull(DebVersionTest.class.getResourceAsStream("version-pairs.tsv"))) {
            return new String(pairs.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Test
    void theVectorsAreAllHere() throws IOException {
        assertThat(pairs()).hasSize(125);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void ordersAsDpkgDoes(String pair) {
        String[] columns = pair.split("\t");
        int expected = switch (columns[1]) {
            case "<" -> -1;
            case ">" -> 1;
            default -> 0;
        };

        assertThat(Integer.signum(VersionOrder.compare(columns[0], columns[2]))).isEqualTo(expected);
        assertThat(Integer.signum(VersionOrder.compare(columns[2], columns[0]))).isEqualTo(-expected);
        assertThat(Integer.signum(Arrays.compareUnsigned(VersionOrder.key(columns[0]), VersionOrder.key(columns[2]))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1.0",
                "1.0-1",
                "1:1:2",
                "00:1.0",
                "2147483647:1",
                "1.0~rc1-1~bpo12+1",
                "1-1-1",
                "1.0-~",
                "0000000000000000000001:1",
                "99999999999999999999999999"
            })
    void takesVersions(String value) {
        assertThat(new DebVersion(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "~1",
                "v1.0",
                "1.0-",
                ":1",
                "1:",
                "a:1",
                "1.0:1",
                "2147483648:1",
                "1_0",
                "1.0/2",
                "1.0-1_2",
                "1.0 ",
                " 1.0",
                "1.0\n",
                "1.é",
                "1:a",
                "-1:1",
                "../1",
                "1.0-1:2",
                "٣"
            })
    void refusesWhatIsNone(String value) {
        assertThatThrownBy(() -> new DebVersion(value))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(DebFault.BAD_VERSION));
    }

    @Test
    void isOfAtMost256Characters() {
        assertThat(new DebVersion("1".repeat(256)).orderKey()).hasSizeLessThan(600);
        assertThatThrownBy(() -> new DebVersion("1".repeat(257))).isInstanceOf(Refused.class);
    }

    @Test
    void ordersNumbersOf254To256DigitsByKey() {
        List<DebVersion> ascending = List.of(
                new DebVersion("9".repeat(254)),
                new DebVersion("1" + "0".repeat(254)),
                new DebVersion("1" + "0".repeat(255)),
                new DebVersion("2" + "0".repeat(255)));

        assertThat(ascending).isSortedAccordingTo((a, b) -> Arrays.compareUnsigned(a.orderKey(), b.orderKey()));
        assertThat(ascending).isSorted();
    }

    @Test
    void equalsByText() {
        assertThat(new DebVersion("1.0")).isNotEqualTo(new DebVersion("1.00"));
        assertThat(new DebVersion("1.0")).isEqualByComparingTo(new DebVersion("1.00"));
        assertThat(new DebVersion("1.0").orderKey()).isEqualTo(new DebVersion("0:1.00-0").orderKey());
    }
}
