package io.staithe.wiring.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.access.Grant;
import io.staithe.access.token.SecretHash;
import io.staithe.access.token.Token;
import io.staithe.access.token.TokenSecret;
import io.staithe.fault.Refused;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgTokens;
import io.staithe.testkit.HandClock;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first token that may do everything, of one instance or of several that start at once. */
final class AdminTokenIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TestDatabase DATABASE = TestDatabase.fresh();

    private final PgTokens tokens = new PgTokens(Connections.client(DATABASE.connections()));

    @TempDir
    private Path scratch;

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.update("DELETE FROM token");
    }

    @Test
    void ofSeveralInstancesOneHasItsTokenTaken() {
        List<Path> files = Stream.of("a", "b", "c", "d").map(scratch::resolve).toList();
        CompletableFuture.allOf(files.stream()
                        .map(file -> CompletableFuture.runAsync(() -> start(file)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        List<Path> left = files.stream().filter(Files::exists).toList();
        assertThat(left).hasSize(1);
        assertThat(count()).isOne();
        Token token = Objects.requireNonNull(tokens.find(hash(left.get(0))).block(LIMIT));
        assertThat(token.name()).isEqualTo("admin");
        assertThat(token.caller().grants()).hasToString("[admin]");
    }

    @Test
    void aStartThatWasCutShortGoesOnWithItsFile() throws IOException, SQLException {
        Path file = scratch.resolve("admin-token");
        start(file);
        SecretHash first = hash(file);
        DATABASE.update("DELETE FROM token");
        start(file);
        assertThat(hash(file)).isEqualTo(first);
        assertThat(tokens.find(first).block(LIMIT)).isNotNull();
    }

    @Test
    void aTokenThatMayLessIsNotTheFirst() {
        made("ci", Grant.parse("upload repository=ci"));
        start(scratch.resolve("admin-token"));
        assertThat(scratch.resolve("admin-token")).exists();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void whoRevokedTheLastOneGetsNoOtherHoweverLongAgoThatWas() {
        made("alice", Grant.ADMIN);
        tokens.revoke("alice").block(LIMIT);
        tokens.sweep(Instant.now().plus(Duration.ofDays(1))).block(LIMIT);
        start(scratch.resolve("admin-token"));
        assertThat(scratch.resolve("admin-token")).doesNotExist();
        assertThat(count()).isOne();
    }

    @Test
    void aFileThatSomebodyElseMayHaveWrittenStopsTheStart() throws IOException {
        Path file = scratch.resolve("admin-token");
        Files.writeString(file, TokenSecret.fresh(new SecureRandom()).reveal());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        refused(file, "0600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        refused(Files.createSymbolicLink(scratch.resolve("link"), file), "0600");
        Files.writeString(file, "hunter2");
        refused(file, "a secret must be");
        refused(scratch.resolve("missing/admin-token"), "missing");
        assertThat(count()).isZero();
    }

    private void refused(Path file, String why) {
        assertThatThrownBy(() -> start(file))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("staithe.access.admin-token-file")
                .hasMessageContaining(why);
    }

    private void start(Path file) {
        new AdminToken(tokens, file, new HandClock()).afterSingletonsInstantiated();
    }

    private void made(String name, Grant grant) {
        tokens.create(new Token.Draft(name, List.of(grant), null), SecretHash.of(name), "test")
                .block(LIMIT);
    }

    private long count() {
        return Objects.requireNonNull(tokens.list().count().block(LIMIT));
    }

    private static SecretHash hash(Path file) {
        try {
            return SecretHash.of(Files.readString(file).strip());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
