package io.staithe.web.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.Verdicts;
import io.staithe.web.aptly.wire.PathNames;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths as clients spell them, and ranges: nothing leads out of where it is looked for. */
class PathFuzz {
    private static final Path ROOT = Path.of("/archive");
    private static final long SIZE = 1_000;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "pool/main/h/hello/hello_1.0%2bb1_amd64.deb",
                        "%2e%2e/%2E./etc/passwd",
                        "dists//x/./..",
                        "a%c3%a9%5c..%00",
                        "a/../../b",
                        ":filesystem:x_y__z",
                        "bytes=0-1,2-,-5",
                        "bytes=999999999999999999-9999999999999999999")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void noPathLeadsOut(byte[] input) throws Exception {
        String text = new String(input, ISO_8859_1);
        RawPath.decode(text).ifPresent(PathFuzz::staysWithin);
        Verdicts.isTaken(() -> staysWithin(PathNames.directory(text)));
        Verdicts.isTaken(() -> assertThat(PathNames.file(text)).doesNotContain("/"));
        assertThat(PathNames.sanitised(text)).doesNotStartWith("/").doesNotContain("..");
        Verdicts.isTaken(
                () -> assertThat(PathNames.place(text, text).toString()).isNotEmpty());
        ByteRange.parse(text, SIZE).ifPresent(range -> {
            assertThat(range.first()).isNotNegative();
            assertThat(range.length()).isBetween(0L, SIZE);
            assertThat(range.length() == 0 || range.first() + range.length() <= SIZE)
                    .isTrue();
        });
    }

    private static void staysWithin(String path) {
        Path resolved = ROOT.resolve(path).normalize();
        assertThat(resolved).startsWithRaw(ROOT).isNotEqualTo(ROOT);
    }
}
