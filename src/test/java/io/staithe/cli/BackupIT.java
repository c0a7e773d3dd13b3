package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import io.staithe.testkit.DatabaseDump;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup of a running server, as {@code src/docs/operate.md} tells it: a copy of the files that is younger than the
 * dump has all that the dump names; an older one lacks what the check names; what came after the dump the audit names.
 */
final class BackupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path room;

    @Test
    void filesCopiedAfterTheDumpAreAllOfItAndThoseBeforeLackWhatTheCheckNames() throws IOException, SQLException {
        TestDatabase lived = TestDatabase.fresh();
        DatabaseDump dump;
        String lost;
        try (RunningStaithe server = RunningStaithe.start(lived, room.resolve("data"))) {
            server.client().createRepository("main");
            added(server, "first");
            server.client().publish("main", "stable").expect(201);
            copied("data", "before");
            added(server, "between");
            server.client().update("stable").expect(200);
            dump = DatabaseDump.of(lived);
            lost = added(server, "last");
            server.client().update("stable").expect(200);
            copied("data", "after");
        }
        Path receipt = Files.writeString(room.resolve("receipt.json"), lost);
        try (RunningStaithe server = RunningStaithe.start(dump.restored(), room.resolve("before"))) {
            Ended check = run(server, "check");
            assertThat(check.code()).isOne();
            assertThat(check.output()
                            .lines()
                            .filter(line -> line.startsWith("missing: main ") && line.endsWith(" is missing")))
                    .singleElement()
                    .asString()
                    .startsWith("missing: main Pamd64 between 1.0 ");
            copied("after/.", "before");
            await().atMost(PATIENCE)
                    .until(() -> run(server, "check", "--deep", "--repair").code() == 0);
            await().atMost(PATIENCE).until(() -> run(server, "check", "--deep").code() == 0);
            assertThat(run(server, "audit", receipt.toString()).findings())
                    .singleElement()
                    .asString()
                    .startsWith("receipt 1-3-")
                    .contains("is of another history");
            added(server, "last");
            server.client().update("stable").expect(200);
            assertThat(run(server, "check", "--deep").code()).isZero();
        }
    }

    private static String added(RunningStaithe server, String name) {
        AptlyClient.Answer answer = server.client()
                .put(
                        "/v1/repositories/main/packages/" + name + ".deb",
                        Map.of(),
                        DebBuilder.of(name).bytes())
                .expect(201);
        return answer.body();
    }

    private void copied(String from, String to) throws IOException {
        Command.run(List.of("cp", "-a", from, to), room).succeeded();
    }

    private static Ended run(RunningStaithe server, String command, String... more) {
        List<String> words = Stream.concat(
                        Stream.of(command, "-s", server.address().toString()), Stream.of(more))
                .toList();
        return Ended.run(words.toArray(String[]::new));
    }
}
