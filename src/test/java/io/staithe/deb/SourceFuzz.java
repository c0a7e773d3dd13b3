package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.DscBuilder;
import io.staithe.testkit.Verdicts;
import java.io.ByteArrayInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Descriptions of source packages, signed ones too: what they name are files of theirs, by plain names. */
class SourceFuzz {
    static Stream<byte[]> seeds() {
        DscBuilder seed = DscBuilder.of("seed").version("1:2.0-1").file("seed_2.0.orig.tar.gz", new byte[7]);
        return Stream.of(seed.bytes(), seed.clearSigned());
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatItNamesAreFilesOfItsOwn(byte[] dsc) throws Exception {
        Verdicts.isTaken(() -> {
            Control control = DebInspector.control(PackageKind.SOURCE, new ByteArrayInputStream(dsc), dsc.length);
            assertThat(control.files())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.name())
                            .startsWith(control.name() + "_")
                            .matches("[A-Za-z0-9][A-Za-z0-9_.~+-]{1,254}"));
        });
    }
}
