package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.HostileDebs;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.Storm;
import io.staithe.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Packages made to do harm, sent the way CI sends packages: each is refused, says why, and no index shows a trace. */
class HostileIT {
    private static final String REPOSITORY = "hostile";

    @TempDir
    Path scratch;

    @Test
    void everyHostilePackageIsRefusedAndLeavesNoTrace() {
        try (RunningStaithe staithe = RunningStaithe.start(TestDatabase.fresh(), scratch)) {
            AptlyClient client = staithe.client();
            client.createRepository(REPOSITORY);
            client.put("good", Storm.fileName(1), Packages.bytes(1)).expect(200);
            client.add(REPOSITORY, "good").expect(200);

            List<String> silent = new ArrayList<>();
            int number = 0;
            for (HostileDebs.Case hostile : HostileDebs.refused()) {
                refuse(client, "evil-" + number++, hostile, silent);
            }

            assertThat(silent).isEmpty();
            assertThat(client.packages(REPOSITORY)).hasSize(1);
            client.publish(REPOSITORY, "bookworm").expect(201);
            assertThat(text(client, "main/binary-amd64/Packages").lines().filter(line -> line.startsWith("Package:")))
                    .containsExactly("Package: storm-1");
            assertThat(plainIndexes(client))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(path -> assertThat(text(client, path))
                            .as(path)
                            .doesNotContain("hostile", "evil", "hello", "Package: apt"));
        }
    }

    /** The indexes that Release lists, unpacked. */
    private static List<String> plainIndexes(AptlyClient client) {
        return text(client, "Release")
                .lines()
                .filter(line -> line.startsWith(" "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(path -> !path.matches(".*\\.(gz|xz)|.*/Release"))
                .distinct()
                .toList();
    }

    private static String text(AptlyClient client, String file) {
        return new String(client.get("/apt/dists/bookworm/" + file), StandardCharsets.UTF_8);
    }

    private static void refuse(AptlyClient client, String directory, HostileDebs.Case hostile, List<String> silent) {
        AptlyClient.Answer upload = client.put(directory, "evil_1.0_amd64.deb", hostile.bytes());
        if (upload.status() >= 400 && upload.status() < 500) {
            return;
        }
        upload.expect(200);
        JsonNode report = client.add(REPOSITORY, directory).expect(200).json();
        boolean told = report.path("FailedFiles").size() == 1
                && report.path("Report").path("Warnings").size() == 1
                && report.path("Report").path("Added").isEmpty();
        if (!told) {
            silent.add(hostile + ": " + report);
        }
    }
}
