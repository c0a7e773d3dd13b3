package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Verdicts;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Control files: what is taken is written as something that reads the same, and as one stanza. */
class StanzaFuzz {
    static Stream<byte[]> seeds() {
        String plain = DebBuilder.of("seed").controlText();
        return Stream.of(
                        plain,
                        plain + "Depends: libc6 (>= 2.36), aa:any | bb:arm64 (= 1:2-3),\n\tcc(<<4)\n",
                        plain + "Provides: virtual (= 1.0)\nSource: other (1:2-3)\nMulti-Arch: same\n",
                        plain + "Description-md5: x\nX-Own: y\n .\n  z\n",
                        plain + "\nPackage: apt\n")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatIsTakenReadsTheSameWhenWritten(byte[] text) throws Exception {
        Verdicts.isTaken(() -> {
            Control control = Control.of(PackageKind.DEB, Stanza.parse(text, Stanza.Limits.BINARY));
            String written = control.stanza().text();
            assertThat(written).doesNotContain("\n\n", "\r", "\0");
            assertThat(Control.of(PackageKind.DEB, Stanza.parse(written))).isEqualTo(control);
        });
    }
}
