package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.openpgp.KeyAlgorithm;
import io.staithe.openpgp.KeyMaker;
import io.staithe.openpgp.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

final class KeyKeeperTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void aKeyThatSignsIsNotReplacedByOneThatNobodyCanUnlock() throws IOException {
        Path file = directory.resolve("a.asc");
        Path passphrase = Files.writeString(directory.resolve("passphrase"), "old");
        byte[] plain = KeyMaker.make(KeyAlgorithm.ED25519, "only", NOW);
        Files.write(file, plain);
        SigningSettings settings = new SigningSettings(
                List.of(), List.of(), Duration.ofSeconds(10), passphrase, null, KeyAlgorithm.ED25519, "made");
        SigningKeyFiles files = new SigningKeyFiles(directory, settings);
        Keyring keyring = Keyring.read(files.present(), files.passphrase(), Clock.systemUTC());
        List<String> signers = keyring.signing();
        KeyKeeper keeper = new KeyKeeper(keyring, files, settings.look(), Schedulers.immediate());
        Files.write(file, KeyMaker.encryptedAnew(plain, new char[0], "new".toCharArray()));
        keeper.look();
        assertThat(keyring.signing()).isEqualTo(signers).isNotEmpty();
        assertThat(keyring.plain()).as("the key from before").isEqualTo(signers);
        Files.writeString(passphrase, "new");
        keeper.look();
        assertThat(keyring.signing()).isEqualTo(signers);
        assertThat(keyring.plain()).as("the encrypted one").isEmpty();
    }

    @Test
    void keysThatComeAreTakenOverAndFilesThatAreNoneChangeNothing() throws IOException {
        Files.write(directory.resolve("b.asc"), KeyMaker.make(KeyAlgorithm.ED25519, "first", NOW));
        SigningSettings settings = new SigningSettings(
                List.of(), List.of(), Duration.ofMillis(10), null, null, KeyAlgorithm.ED25519, "made");
        SigningKeyFiles files = new SigningKeyFiles(directory, settings);
        Keyring keyring = Keyring.read(files.present(), null, Clock.systemUTC());
        Scheduler disk = Schedulers.newSingle("keys");
        KeyKeeper keeper = new KeyKeeper(keyring, files, settings.look(), disk);
        keeper.start();
        Files.write(directory.resolve("a.new"), KeyMaker.make(KeyAlgorithm.ED25519, "second", NOW));
        Files.move(directory.resolve("a.new"), directory.resolve("a.asc"));
        await().atMost(LIMIT).until(() -> keyring.signing().size() == 2);
        assertThat(keyring.find("second")).contains(keyring.defaults().get(0));
        Files.writeString(directory.resolve("c.asc"), "no key");
        Files.delete(directory.resolve("a.asc"));
        Files.delete(directory.resolve("c.asc"));
        await().atMost(LIMIT).until(() -> keyring.signing().size() == 1);
        keeper.stop();
        disk.dispose();
    }
}
