package io.staithe.deb;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.HostileDebs;
import io.staithe.testkit.Squeeze;
import io.staithe.testkit.Verdicts;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole packages: ar, compression, tar, control. */
class DebFuzz {
    private static final int LARGEST_SEED = 4096;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        Arrays.stream(Squeeze.values())
                                .map(how -> DebBuilder.of("seed").data(how).bytes()),
                        HostileDebs.accepted().stream().map(HostileDebs.Accepted::bytes),
                        HostileDebs.refused().stream().map(HostileDebs.Case::bytes))
                .flatMap(seeds -> seeds)
                .filter(seed -> seed.length <= LARGEST_SEED);
    }

    @MethodSource("seeds")
    @FuzzTest
    void aPackageIsTakenOrRefused(byte[] deb) throws Exception {
        Verdicts.isTaken(() -> DebInspector.control(PackageKind.DEB, new ByteArrayInputStream(deb), deb.length));
        Verdicts.isTaken(() -> DebInspector.contents(new ByteArrayInputStream(deb), deb.length, path -> {}));
    }
}
