package io.staithe.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Broken;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and signatures that the real openssl makes and checks. */
final class StatementKeyIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void needsOpenssl() {
        Command.require("openssl", "openssl");
    }

    @Test
    void opensslReadsTheKeyAndChecksItsSignatures() throws IOException {
        byte[] secret = StatementKey.make();
        StatementKey key = StatementKey.read(secret);
        byte[] statement = "said once\n".getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("secret.pem"), secret);
        Files.writeString(directory.resolve("key.pem"), key.publicKey());
        Files.write(directory.resolve("statement"), statement);
        Files.write(directory.resolve("signature"), key.sign(statement));
        assertThat(shell("openssl pkey -in secret.pem -pubout")).isEqualTo(key.publicKey());
        assertThat(shell("openssl pkey -pubin -in key.pem -outform DER | sha256sum"))
                .startsWith(key.fingerprint());
        assertThat(shell("openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in statement -sigfile signature"))
                .contains("Verified Successfully");
    }

    @Test
    void aKeyThatOpensslMadeSigns() throws IOException {
        shell("openssl genpkey -algorithm ed25519 -out made.pem");
        StatementKey key = StatementKey.read(Files.readAllBytes(directory.resolve("made.pem")));
        assertThat(shell("openssl pkey -in made.pem -pubout")).isEqualTo(key.publicKey());
        assertThat(key.sign(new byte[] {1})).isEqualTo(key.sign(new byte[] {1}));
    }

    @Test
    void otherKeysAreNone() throws IOException {
        shell("openssl genpkey -algorithm x25519 -out other.pem");
        byte[] other = Files.readAllBytes(directory.resolve("other.pem"));
        assertThatThrownBy(() -> StatementKey.read(other))
                .isInstanceOf(Broken.class)
                .hasMessageContaining("not an Ed25519 key");
        assertThatThrownBy(() -> StatementKey.read("no key".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Broken.class)
                .hasMessageContaining("no PEM");
    }

    private String shell(String line) {
        return Command.shell(line, directory).succeeded().output();
    }
}
