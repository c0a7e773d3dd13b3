package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key sorts as the walk does, on random versions; the seed is the parameter. */
class DebVersionProperties {
    private static final String CHARACTERS = "0019~~aZz+.-";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theKeySortsAsTheWalkDoes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            DebVersion a = version(random);
            DebVersion b = random.nextInt(4) == 0 ? mutated(a, random) : version(random);

            int byKey = Integer.signum(Arrays.compareUnsigned(a.orderKey(), b.orderKey()));

            assertThat(byKey)
                    .describedAs("seed %d, pair %d: %s and %s", seed, i, a, b)
                    .isEqualTo(Integer.signum(a.compareTo(b)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void sortingByTheWalkNeverContradictsItself(long seed) {
        Random random = new Random(seed);
        List<DebVersion> sorted = IntStream.range(0, 5_000)
                .mapToObj(i -> version(random))
                .sorted()
                .toList();

        assertThat(sorted)
                .describedAs("seed %d", seed)
                .isSortedAccordingTo((a, b) -> Arrays.compareUnsigned(a.orderKey(), b.orderKey()));
    }

    /** A random valid version, short enough that near misses are common. */
    static DebVersion version(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(5) == 0) {
            text.append(random.nextInt(3)).append(':');
        }
        text.append(random.nextInt(12));
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        if (text.charAt(text.length() - 1) == '-') {
            text.append(random.nextInt(2));
        }
        return new DebVersion(text.toString());
    }

    private static DebVersion mutated(DebVersion version, Random random) {
        String text = version.value();
        return switch (random.nextInt(5)) {
            case 0 -> new DebVersion(text + "0");
            case 1 -> new DebVersion(text + "~");
            case 2 -> new DebVersion(text + "-0");
            case 3 -> new DebVersion(text + "a0");
            default -> new DebVersion(text.indexOf(':') < 0 ? "0:" + text : text);
        };
    }
}
