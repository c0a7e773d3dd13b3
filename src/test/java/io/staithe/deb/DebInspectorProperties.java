package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Refused;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Squeeze;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Packages with changed, cut or doubled bytes are accepted or refused, and never anything else; seeded by compression.
 */
class DebInspectorProperties {
    @ParameterizedTest
    @EnumSource
    void damagedPackagesAreJudged(Squeeze how) throws IOException {
        Random random = new Random(how.ordinal());
        byte[] good = DebBuilder.of("hello")
                .file("usr/share/doc/hello", "some text ".repeat(50))
                .control(how == Squeeze.BZ2 || how == Squeeze.LZMA ? Squeeze.NONE : how)
                .data(how)
                .bytes();
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            refused += isRefused(damaged(good, random)) ? 1 : 0;
        }
        assertThat(refused).describedAs("seed %d", how.ordinal()).isGreaterThan(1_000);
    }

    private static boolean isRefused(byte[] deb) throws IOException {
        try {
            DebInspector.control(PackageKind.DEB, new ByteArrayInputStream(deb), deb.length);
            DebInspector.contents(new ByteArrayInputStream(deb), deb.length, path -> {});
            return false;
        } catch (Refused expected) {
            assertThat(expected.getMessage()).isNotBlank();
            return true;
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            default -> {
                int length = random.nextInt(Math.min(64, bytes.length - at));
                System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
            }
        }
        return bytes;
    }
}
