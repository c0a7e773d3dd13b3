package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code staithe show repository} against the product. */
final class ShowIT {
    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @Test
    void anEmptyRepositoryIsShownAsEmpty() {
        staithe.client().createRepository("a name/with signs");
        Ended shown = show("a name/with signs");
        assertThat(shown.code()).as(shown.output()).isZero();
        assertThat(shown.output())
                .isEqualTo("Repository a name/with signs, revision 0\n  packages      0, 0 B\n"
                        + "Newest: nothing\nWaiting: nothing\nPublished: nothing\n");
    }

    @Test
    void whatItHoldsWhatCameLastAndWhereItIsPublished() {
        make("full");
        send("full", "one");
        staithe.client().publish("full", "published").expect(201);
        send("full", "two");
        send("full", "three");
        Ended shown = show("--newest", "2", "full");
        assertThat(shown.output())
                .containsPattern("Repository full, revision 3\n  comment +of tests\n  distribution +bookworm\n")
                .containsPattern("  packages +3, \\d.* kB\nNewest:\n"
                        + "  20\\S+:\\d\\dZ  three 1.0 amd64\n  20\\S+Z  two 1.0 amd64\nWaiting: nothing\n")
                .containsPattern("  \\. published main, generation 1: 2 revisions behind since 20\\S+Z\n$");
        staithe.client().update("published").expect(200);
        assertThat(show("full").output()).endsWith("  . published main, generation 2: shows all\n");
    }

    @Test
    void aSnapshotOfTheSameNameIsNotTheRepository() {
        make("twin");
        send("twin", "twin");
        staithe.client()
                .post("/api/repos/twin/snapshots", Map.of(), Map.of("Name", "twin"))
                .expect(201);
        Object wanted = Map.of(
                "SourceKind", "snapshot", "Sources", List.of(Map.of("Name", "twin")), "Distribution", "snapshots");
        staithe.client().post("/api/publish", Map.of(), wanted).expect(201);
        assertThat(show("twin").output()).endsWith("Published: nothing\n");
    }

    @Test
    void programsGetJson() throws SQLException {
        make("told");
        send("told", "package");
        staithe.client().publish("told", "told").expect(201);
        JsonNode id = json("/v1/repositories/told").path("id");
        staithe.database()
                .update(
                        "INSERT INTO task (kind, payload_version, payload, title, caller, correlation, changes, reads, listed)"
                                + " VALUES ('unknown', 99, '{}', 'Wait for ever', 'open', 'c', ARRAY['repository/" + id
                                + "'], ARRAY[]::text[], true)");
        JsonNode shown = new JsonMapper().readTree(show("--json", "told").output());
        assertThat(shown.path("repository").path("bytes").longValue()).isPositive();
        assertThat(shown.path("newest").path(0).path("receipt").asString("")).startsWith(id + "-1-");
        assertThat(shown.path("waiting").path(0).path("title").asString("")).isEqualTo("Wait for ever");
        assertThat(shown.path("published").path(0).path("behind").longValue()).isZero();
        assertThat(show("told").output()).containsPattern("task \\d+, queued since 20\\S+Z: Wait for ever\n");
    }

    @Test
    void whatIsNotThereAndWhoIsNotAsked() {
        assertThat(show("absent").code()).isOne();
        assertThat(show("absent").output()).startsWith("there is no repository 'absent'");
        assertThat(Ended.run("show", "repository", "-s", "http://127.0.0.1:1", "main")
                        .code())
                .isEqualTo(3);
        assertThat(Ended.run("show").code()).isEqualTo(2);
        assertThat(Ended.run("show", "repository").code()).isEqualTo(2);
        assertThat(show("--newest", "-1", "main").code()).isEqualTo(2);
        assertThat(Commands.isMeant(new String[] {"show"})).isTrue();
    }

    @Test
    void tokensAreMadeListedAndRevoked() {
        String server = staithe.address().toString();
        String grant = "upload repository=ci package=foo";
        Ended made = Ended.run("token", "create", "-s", server, "-g", grant, "--expires-in", "90d", "ci-foo");
        assertThat(made.output()).matches("staithe_[0-9A-Za-z]{49}\n");
        assertThat(Ended.run("token", "create", "-s", server, "-g", grant, "ci-foo"))
                .isEqualTo(new Ended(1, "there is a token 'ci-foo'; revoke it first, or choose another name (409)\n"));
        assertThat(Ended.run("token", "list", "-s", server).output())
                .containsPattern("ci-foo +until 20\\S+Z +used never +" + grant + "\n");
        assertThat(Ended.run("token", "revoke", "-s", server, "ci-foo")).isEqualTo(new Ended(0, ""));
        assertThat(Ended.run("token", "revoke", "-s", server, "ci-foo").code()).isOne();
        assertThat(Ended.run("token", "list", "-s", server).output()).containsPattern("ci-foo +revoked 20");
    }

    private static void make(String name) {
        byte[] wanted =
                AptlyClient.json(Map.of("Name", name, "Comment", "of tests", "DefaultDistribution", "bookworm"));
        staithe.client().send("POST", "/api/repos", wanted).expect(201);
    }

    private static void send(String repository, String name) {
        byte[] bytes = DebBuilder.of(name).file("usr/share/" + name, repository).bytes();
        staithe.client()
                .put("/v1/repositories/" + repository + "/packages/" + name + ".deb", Map.of(), bytes)
                .expect(201);
    }

    private static JsonNode json(String path) {
        return staithe.client().send("GET", path, null).expect(200).json();
    }

    private static Ended show(String... more) {
        List<String> words = Stream.concat(
                        Stream.of("show", "repository", "-s", staithe.address().toString()), Stream.of(more))
                .toList();
        return Ended.run(words.toArray(String[]::new));
    }
}
