package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The auditor finds nothing where nothing is missing, and exactly what was taken away behind the server's back. */
final class AuditIT {
    private static final int RECEIPTS = Integer.getInteger("staithe.trial.audit-receipts", 40);
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
    void nothingIsMissingFromManyReceipts() throws IOException {
        List<JsonNode> receipts = IntStream.range(0, RECEIPTS)
                .parallel()
                .mapToObj(at -> send("many" + at))
                .toList();
        staithe.client().remove(repository, List.of(key(receipts.get(0)))).expect(200);
        staithe.client().publish(repository, repository).expect(201);
        Path kept = Files.write(
                scratch.resolve(repository + ".json"),
                receipts.stream().map(JsonNode::toString).toList());
        Path key = Files.write(
                scratch.resolve(repository + ".pem"), staithe.client().get("/v1/keys/receipts"));
        Ended audit = audit("--key", key.toString(), kept.toString());
        assertThat(audit.output())
                .isEqualTo(RECEIPTS + " receipts of 1 repositories and " + (RECEIPTS - 1)
                        + " published files were looked at, nothing is missing\n");
        assertThat(audit.code()).isZero();
    }

    @Test
    void aRowThatIsGoneIsNamed() throws SQLException {
        JsonNode gone = two();
        execute("DELETE FROM membership WHERE package_id IN (SELECT id FROM package WHERE name = '" + name("gone")
                + "')");
        assertThat(audit().findings())
                .containsExactly(repository + " " + key(gone) + ": was added by receipt "
                        + gone.path("id").stringValue() + ", and is not in the catalogue");
    }

    @Test
    void aFileThatIsGoneIsNamed() throws IOException {
        JsonNode gone = two();
        staithe.client().publish(repository, repository).expect(201);
        try (Stream<Path> files = Files.walk(staithe.data())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.startsWith(staithe.data().resolve("pool"))
                            || file.toString().endsWith(".deb"))
                    .toList()) {
                if (Sha256.hex(Files.readAllBytes(file))
                        .equals(gone.path("sha256").stringValue())) {
                    Files.delete(file);
                }
            }
        }
        assertThat(audit().findings())
                .containsExactly(repository + " " + key(gone) + ": was added by receipt "
                        + gone.path("id").stringValue() + ", and its bytes are gone");
    }

    @Test
    void aPackageThatAnIndexLacksIsNamed() throws SQLException {
        send("there");
        staithe.client().publish(repository, repository).expect(201);
        JsonNode lacking = send("lacking");
        assertThat(audit().code()).isZero();
        execute("UPDATE generation_source SET revision = 2 WHERE repository_id ="
                + " (SELECT id FROM repository WHERE name = '" + repository + "')");
        assertThat(audit().findings())
                .containsExactly(repository + " " + key(lacking) + ": was added by receipt "
                        + lacking.path("id").stringValue() + ", and is not in generation 1 of repos/-/" + repository);
    }

    @Test
    void aLogThatWasWrittenAnewIsNamed() throws SQLException, IOException {
        JsonNode receipt = two();
        execute("UPDATE revision SET caller = 'another' WHERE number = 1 AND repository_id ="
                + " (SELECT id FROM repository WHERE name = '" + repository + "')");
        assertThat(audit().findings().get(0))
                .isEqualTo("the log of " + repository + ": revision 1 of the log does not follow from what was before");
        execute("UPDATE revision SET hash = previous_hash WHERE number = 2 AND repository_id ="
                + " (SELECT id FROM repository WHERE name = '" + repository + "')");
        Path kept = Files.writeString(scratch.resolve(repository + ".json"), receipt.toString());
        assertThat(audit(kept.toString()).output()).contains("is of another history: revision 2 had the hash");
        Files.writeString(kept, receipt.toString().replace("\\ncaller open", "\\ncaller other"));
        assertThat(audit(kept.toString()).output()).contains("is not signed by the key");
    }

    @Test
    void whoCannotAskSaysSo() throws IOException {
        assertThat(Ended.run("audit", "--server", "http://127.0.0.1:1").code()).isEqualTo(3);
        assertThat(Ended.run("audit", "--no-such-option").code()).isEqualTo(2);
        assertThat(audit(scratch.resolve("absent").toString()).code()).isEqualTo(3);
        assertThat(Ended.run("audit", "--help").output()).contains("--repository", "--key");
        assertThat(Commands.isMeant(new String[] {"audit"})).isTrue();
        assertThat(Commands.isMeant(new String[] {"--server.port=0"})).isFalse();
        assertThat(Commands.isMeant(new String[0])).isFalse();
    }

    /** Two packages, of which the second is told. */
    private JsonNode two() {
        send("stays");
        return send("gone");
    }

    private JsonNode send(String name) {
        byte[] bytes =
                DebBuilder.of(name(name)).file("usr/share/" + name, repository).bytes();
        return staithe.client()
                .put("/v1/repositories/" + repository + "/packages/" + name + ".deb", Map.of(), bytes)
                .expect(201)
                .json();
    }

    private String name(String name) {
        return name + "-" + repository;
    }

    private static String key(JsonNode receipt) {
        return receipt.path("package").stringValue();
    }

    private Ended audit(String... more) {
        List<String> words = Stream.concat(
                        Stream.of("audit", "-s", staithe.address().toString(), "-r", repository), Stream.of(more))
                .toList();
        return Ended.run(words.toArray(String[]::new));
    }

    private static void execute(String sql) throws SQLException {
        assertThat(staithe.database().update(sql)).isPositive();
    }
}
