package io.staithe.deb.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.deb.PackageKind;
import io.staithe.testkit.Verdicts;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries: refused, or answered about every package. */
class PackageQueryFuzz {
    private static final Subject PACKAGE = new Subject(
            PackageKind.DEB,
            "exim4",
            "4.96-15",
            "all",
            "Package: exim4\nSource: exim (4.95-1)\nProvides: mail-transport-agent, smtpd (= 3.0)\n");

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "Name (% exim*), !(Version (>> 4.0) | $Architecture (i386))",
                        "Priority (~ ^opt.*$)",
                        "pyspi_0.6.1-1.3_source",
                        "exim4 {all}",
                        "'Priority' (\"opt\\\"ional\")",
                        "Name (% [a-z]?[!x]\\*)")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aQueryIsAnsweredOrRefused(byte[] text) throws Exception {
        Verdicts.isTaken(() -> PackageQuery.parse(new String(text, UTF_8)).test(PACKAGE));
    }
}
