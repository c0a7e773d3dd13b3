package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The real {@code dpkg --compare-versions} agrees on a random sample, asked in one shell for speed. */
class DebVersionIT {
    private static final int PAIRS = 500;
    private static final long SEED = 20261123;

    @Test
    void dpkgAgrees() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "dpkg is not here");
        Random random = new Random(SEED);
        List<String> script = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            DebVersion a = DebVersionProperties.version(random);
            DebVersion b = DebVersionProperties.version(random);
            String operator = List.of("lt", "eq", "gt").get(Integer.signum(a.compareTo(b)) + 1);
            script.add("dpkg --compare-versions " + a + " " + operator + " " + b + " || echo '" + a + " " + operator
                    + " " + b + "'");
        }

        Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        try (var input = shell.getOutputStream()) {
            input.write(String.join("\n", script).getBytes(UTF_8));
        }
        String disagreements = new String(shell.getInputStream().readAllBytes(), UTF_8);

        assertThat(shell.waitFor()).isZero();
        assertThat(disagreements).isEmpty();
    }
}
