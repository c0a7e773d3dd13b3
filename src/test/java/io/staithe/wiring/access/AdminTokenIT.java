package io.staithe.wiring.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.token.SecretHash;
import io.staithe.access.token.Token;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgTokens;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The first token, of one instance or of several that start at once. */
final class AdminTokenIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PgTokens tokens =
            new PgTokens(Connections.client(TestDatabase.fresh().connections()));
    private final Scheduler disk = Schedulers.newBoundedElastic(4, 100, "disk-test");

    @TempDir
    private Path scratch;

    @AfterEach
    void dispose() {
        disk.dispose();
    }

    @Test
    void ofSeveralInstancesOneHasItsTokenTaken() {
        List<Path> files = Stream.of("a", "b", "c", "d").map(scratch::resolve).toList();
        files.forEach(this::start);
        Awaitility.await().until(() -> files.stream().filter(Files::exists).count() == 1 && count() == 1);
        Path file = files.stream().filter(Files::exists).findFirst().orElseThrow();
        Token token = taken(file);
        assertThat(token.name()).isEqualTo("admin");
        assertThat(token.caller().grants()).hasToString("[admin]");
    }

    @Test
    void aStartThatWasCutShortGoesOnWithItsFile() throws IOException {
        Path file = scratch.resolve("admin-token");
        start(file);
        Awaitility.await().until(() -> count() == 1);
        String secret = Files.readString(file);
        var other = new PgTokens(Connections.client(TestDatabase.fresh().connections()));
        new AdminToken(other, file, disk, true).start();
        Awaitility.await().until(() -> Boolean.TRUE.equals(other.any().block(LIMIT)));
        assertThat(Files.readString(file)).isEqualTo(secret);
        assertThat(other.find(SecretHash.of(secret.strip())).block(LIMIT)).isNotNull();
    }

    private void start(Path file) {
        new AdminToken(tokens, file, disk, true).start();
    }

    private long count() {
        return Objects.requireNonNull(tokens.list().count().block(LIMIT));
    }

    private Token taken(Path file) {
        try {
            SecretHash hash = SecretHash.of(Files.readString(file).strip());
            return Objects.requireNonNull(tokens.find(hash).block(LIMIT));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
