package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link DebBuilder} makes is taken by the real {@code dpkg-deb}. */
class DebBuilderIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void needsDpkg() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is not here");
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZ", "XZ", "ZST"})
    void dpkgTakesEveryCompressionOfControl(Squeeze how) throws Exception {
        DebBuilder builder = DebBuilder.of("hello").version("1:2.0-1").control(how);

        assertThat(run("dpkg-deb", "-f", stored(builder), "Version")).isEqualTo("1:2.0-1\n");
    }

    @ParameterizedTest
    @EnumSource
    void dpkgTakesEveryCompressionOfData(Squeeze how) throws Exception {
        String deepName = "usr/share/" + "deep/".repeat(30) + "file";
        DebBuilder builder = DebBuilder.of("hello")
                .file("usr/bin/hello", "hi")
                .file(deepName, "x")
                .data(how);

        assertThat(run("dpkg-deb", "-c", stored(builder))).contains(" ./usr/bin/hello\n", " ./" + deepName + "\n");
    }

    @Test
    void dpkgTakesAStoredPayload() throws Exception {
        DebBuilder builder = DebBuilder.of("big").payload("usr/lib/big/noise", 3_000_001, 7);

        assertThat(builder.bytes()).hasSize((int) builder.sizeBytes());
        assertThat(run("dpkg-deb", "-c", stored(builder))).contains("3000001", "./usr/lib/big/noise");
    }

    private String stored(DebBuilder builder) throws IOException {
        return Files.write(directory.resolve(builder.fileName()), builder.bytes())
                .toString();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).describedAs("%s", output).isZero();
        return output;
    }
}
