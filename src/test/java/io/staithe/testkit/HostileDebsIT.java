package io.staithe.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we accept though it is odd, the real {@code dpkg-deb} accepts too. */
class HostileDebsIT {
    @TempDir
    Path directory;

    static List<HostileDebs.Accepted> accepted() {
        return HostileDebs.accepted();
    }

    @BeforeAll
    static void needsDpkg() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is not here");
    }

    @ParameterizedTest
    @MethodSource
    void accepted(HostileDebs.Accepted odd) throws IOException {
        String file = Files.write(directory.resolve("odd.deb"), odd.bytes()).toString();

        Command.run(List.of("dpkg-deb", "-I", file)).succeeded();
        Command.run(List.of("dpkg-deb", "-c", file)).succeeded();
        Command.run(List.of("dpkg-deb", "-f", file)).succeeded();
    }
}
