package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code staithe push} against the product. */
final class PushIT {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @TempDir
    static Path scratch;

    private final String repository = "main-" + NAMES.incrementAndGet();

    @BeforeEach
    void makeRepository() {
        staithe.client().createRepository(repository);
    }

    @Test
    void smallAndLargeFilesAreAddedOnceAndHaveReceipts() throws IOException {
        Path receipts = scratch.resolve(repository + ".json");
        String[] files = {small("one", "1"), small("two", "1"), large("three")};
        Ended first = push("--receipts", receipts.toString(), files[0], files[1], files[2]);
        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("(one|two|three)\\S*\\.deb: added to " + repository + ", revision \\d"));
        assertThat(staithe.client().packages(repository)).hasSize(3);
        Ended again = push("--wait", "accepted", files[0], files[1], files[2]);
        assertThat(again.code()).isZero();
        assertThat(staithe.client().packages(repository)).hasSize(3);
        Ended audit = Ended.run("audit", "-s", staithe.address().toString(), "-r", repository, receipts.toString());
        assertThat(audit.output()).contains("3 receipts of 1 repositories", "nothing is missing");
    }

    @Test
    void whatIsRefusedIsNamedAndTheOthersAreAdded() throws IOException {
        Path junk = Files.writeString(scratch.resolve(repository + "-junk.deb"), "no package");
        Path empty = Files.createFile(scratch.resolve(repository + "-empty.deb"));
        Path large = Files.write(scratch.resolve(repository + "-large.deb"), new byte[9 * 1024 * 1024]);
        Ended pushed = push(empty.toString(), junk.toString(), large.toString(), small("good", "1"));
        assertThat(pushed.code()).isOne();
        assertThat(pushed.output())
                .contains(
                        empty.getFileName() + ": refused: ",
                        junk.getFileName() + ": refused: ",
                        large.getFileName() + ": refused: ",
                        ": added to ");
        assertThat(staithe.client().packages(repository)).hasSize(1);
    }

    @Test
    void otherBytesNeedToBeWanted() throws IOException {
        assertThat(push(small("same", "1")).code()).isZero();
        String other = small("same", "2");
        Ended refused = push(other);
        assertThat(refused.code()).isOne();
        assertThat(refused.output()).contains("(409)");
        assertThat(push("--replace", other).code()).isZero();
    }

    @Test
    void publishedMeansShown() throws IOException {
        assertThat(push(small("before", "1")).code()).isZero();
        staithe.client().publish(repository, repository).expect(201);
        Ended pushed = push("--wait", "published", small("after", "1"));
        assertThat(pushed.code()).isZero();
        assertThat(pushed.output()).endsWith("revision 2; shown by " + repository + " (generation 2)\n");
    }

    @Test
    void theCommandSaysWhatIsWrongWithIt() throws IOException {
        assertThat(push(scratch.resolve("absent.deb").toString()).code()).isEqualTo(2);
        assertThat(Ended.run("push", small("x", "1")).output()).contains("--repository");
        assertThat(push("--jobs", "0", small("x", "1")).code()).isEqualTo(2);
        assertThat(Ended.run("push", "-s", "localhost:8080", "-r", "main", small("x", "1"))
                        .output())
                .contains("--server must be");
        assertThat(Ended.run("push", "-s", "http://127.0.0.1:1", "-r", "main", "--patience", "0", small("x", "1"))
                        .code())
                .isEqualTo(3);
        assertThat(Ended.run("push", "--help").output()).contains("--receipts", "--wait", "--patience");
        assertThat(Commands.isMeant(new String[] {"push"})).isTrue();
    }

    private String small(String name, String content) throws IOException {
        return Files.write(
                        scratch.resolve(name + "-" + repository + "_" + content + ".deb"),
                        DebBuilder.of(name + "-" + repository)
                                .file("usr/share/" + name, content)
                                .bytes())
                .toString();
    }

    private String large(String name) throws IOException {
        Path file = scratch.resolve(name + "-" + repository + ".deb");
        try (InputStream bytes =
                DebBuilder.of(name + "-" + repository).payload("usr/share/" + name, 9 * 1024 * 1024, 1).stream()) {
            Files.copy(bytes, file);
        }
        return file.toString();
    }

    private Ended push(String... more) {
        return Ended.run(Stream.concat(
                        Stream.of(
                                "push",
                                "-s",
                                staithe.address().toString(),
                                "-r",
                                repository,
                                "--state",
                                scratch.resolve("state").toString(),
                                "--progress",
                                "none"),
                        Stream.of(more))
                .toArray(String[]::new));
    }
}
