package io.staithe.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of the page "Moving from aptly", with clients that were not written against this server. */
class ForeignClientsIT {
    private static final Path PAGE = Path.of("src/docs/moving-from-aptly.md");
    private static final Path PACKAGES = Path.of("src/test/resources/golden/files");
    private static final Pattern RECIPE =
            Pattern.compile("^## ([^\\n]+)\\n(?:(?!^## ).)*?^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** The command of the Debian package, from the classes of this build. */
    private static final String COMMAND =
            "staithe() { '%s' -XX:TieredStopAtLevel=1 -cp '%s' io.staithe.StaitheApplication \"$@\"; }\n"
                    .formatted(
                            Path.of(System.getProperty("java.home"), "bin", "java"),
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));

    @TempDir
    static Path scratch;

    private static RunningStaithe server;
    private static AptlyClient client;

    @BeforeAll
    static void start() {
        server = RunningStaithe.start(TestDatabase.fresh(), scratch.resolve("data"));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRecipeOfThePageIsRunHere() throws IOException {
        assertThat(RECIPE.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)))
                .containsExactly(
                        "curl: upload, add, publish",
                        "staithe push: the same in one command",
                        "curl: snapshots and a switch",
                        "curl: tasks",
                        "dput: into a repository",
                        "dput: as with aptly",
                        "aptly-publisher",
                        "python3-aptly");
    }

    @Test
    void whatPluginsSendUploadsAddsAndPublishes() throws IOException {
        Command.require("curl", "curl");
        run("curl: upload, add, publish");

        assertThat(index("ci", "stable")).contains("Package: hello");
    }

    @Test
    void pushAddsAndWaitsForThePublication() throws IOException {
        Command.require("curl", "curl");
        String output = run("staithe push: the same in one command");

        assertThat(output).contains("hello_1.0_amd64.deb: added to pushed");
        assertThat(index("pushed", "stable")).contains("Package: hello");
    }

    @Test
    void aBuildIsASnapshotThatIsSwitchedTo() throws IOException {
        Command.require("curl", "curl");
        run("curl: snapshots and a switch");

        assertThat(index("nightly", "sid")).contains("Package: hello");
        assertThat(client.send("GET", "/api/publish/nightly/sid", null).json().at("/Sources/0/Name"))
                .hasToString("\"nightly-2\"");
    }

    @Test
    void aTaskIsAskedForUntilItHasEnded() throws IOException {
        Command.require("curl", "curl");
        run("curl: tasks");

        assertThat(client.packages("later")).hasSize(1);
    }

    @Test
    void dputBringsAnUploadIntoARepository() throws IOException {
        Command.require("curl", "curl");
        Command.require("dput", "dput");
        String output = run("dput: into a repository");

        assertThat(output).contains("Successfully uploaded packages.");
        assertThat(client.packages("incoming")).hasSize(1);
    }

    @Test
    void dputPutsFilesThatAreThenIncluded() throws IOException {
        Command.require("curl", "curl");
        Command.require("dput", "dput");
        String output = run("dput: as with aptly");

        assertThat(output).contains("Successfully uploaded packages.", "hello_1.0_amd64 added");
        assertThat(client.packages("uploads")).hasSize(1);
    }

    @Test
    void aptlyPublisherPublishesPromotesAndRestores() throws IOException {
        Command.require("curl", "curl");
        Command.require("aptly-publisher", "aptly-publisher");
        String output = run("aptly-publisher");

        assertThat(output).contains("debian/nightly-stable/bookworm is up to date with source publish");
        assertThat(List.of(index("debian/nightly", "bookworm"), index("debian/nightly-stable", "bookworm")))
                .allSatisfy(index -> assertThat(index).contains("Package: hello"));
        String left = client.send("GET", "/api/snapshots", null).body();
        assertThat(left).contains("\"one-20260101\"");
        assertThat(left.contains("\"two-20260101\""))
                .as("the snapshot that is published no more went: %s", left)
                .isNotEqualTo(left.contains("\"two-20260102\""));
    }

    @Test
    void python3AptlyDrivesARepository() throws IOException {
        Command.require("aptly-publisher", "aptly-publisher");
        run("python3-aptly");

        assertThat(client.packages("python")).isEmpty();
    }

    /** Runs a recipe in a directory of its own that has the golden packages in it; what it printed. */
    private static String run(String title) throws IOException {
        Matcher recipe = RECIPE.matcher(Files.readString(PAGE));
        while (recipe.find()) {
            if (recipe.group(1).equals(title)) {
                Path desk = Files.createTempDirectory(scratch, "desk");
                for (String name : List.of("hello_1.0_amd64.deb", "hello_1.0_amd64.changes", "uploader.asc")) {
                    Files.copy(PACKAGES.resolve(name), desk.resolve(name));
                }
                String variables = "export STAITHE=" + server.address()
                        + " CHANGES=hello_1.0_amd64.changes HOME=$PWD XDG_STATE_HOME=$PWD\n";
                return Command.shell(variables + COMMAND + recipe.group(2), desk)
                        .succeeded()
                        .output();
            }
        }
        throw new AssertionError("no recipe '" + title + "' on " + PAGE);
    }

    private static String index(String prefix, String distribution) {
        String path = "/repos/-/" + prefix + "/dists/" + distribution + "/main/binary-amd64/Packages";
        return new String(client.get(path), UTF_8);
    }
}
