package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.Verdicts;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Two texts, a line each: the order has no contradiction, and the keys have the same order. */
class DebVersionFuzz {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "1.0\n1.000-0",
                        "1:0.1\n2.0",
                        "1.0~~a\n1.0~",
                        "1.0-1+b1\n1.0-1+deb12u1",
                        "99999999999999999999999999\n100000000000000000000000000",
                        "a:b-c\n-",
                        "1.0-\n:1")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void theOrderHasNoContradiction(byte[] input) throws Exception {
        String[] texts = new String(input, UTF_8).split("\n", 2);
        String left = texts[0];
        String right = texts[texts.length - 1];
        int order = Integer.signum(DebVersion.compareTexts(left, right));

        assertThat(Integer.signum(DebVersion.compareTexts(right, left))).isEqualTo(-order);
        DebVersion.orderKeyOf(left)
                .ifPresent(key -> DebVersion.orderKeyOf(right)
                        .ifPresent(other -> assertThat(Integer.signum(Arrays.compareUnsigned(key, other)))
                                .isEqualTo(order)));
        Verdicts.isTaken(() -> assertThat(new DebVersion(left)).isEqualByComparingTo(new DebVersion(left)));
    }
}
