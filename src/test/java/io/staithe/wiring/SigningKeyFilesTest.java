package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import io.staithe.openpgp.KeyAlgorithm;
import io.staithe.openpgp.KeyMaker;
import io.staithe.openpgp.Keyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00.5Z");

    @TempDir
    Path directory;

    @Test
    void aKeyIsMadeOnceForItsOwnerAlone() throws IOException {
        List<byte[]> first = files(List.of(), null).read(NOW);
        assertThat(first).hasSize(1);
        assertThat(files(List.of(), null).read(NOW)).usingRecursiveComparison().isEqualTo(first);
        Path file = directory.resolve("signing.asc");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(entries()).containsExactly(file);
        assertThat(keyring(first).signing()).hasSize(1);
    }

    @Test
    void ofSeveralInstancesThatMakeOneAllReadTheSame() {
        List<String> fingerprints = IntStream.range(0, 8)
                .parallel()
                .mapToObj(instance ->
                        keyring(read(files(List.of(), null))).signing().get(0))
                .distinct()
                .toList();
        assertThat(fingerprints).hasSize(1);
    }

    @Test
    void configuredKeysComeFirstAndNoneIsMade() throws IOException {
        Path own = Files.write(Files.createTempFile("own", ".asc"), KeyMaker.make(KeyAlgorithm.ED25519, "own", NOW));
        assertThat(files(List.of(own), null).read(NOW)).hasSize(1);
        assertThat(entries()).isEmpty();
        files(List.of(), null).read(NOW);
        List<byte[]> both = files(List.of(own), null).read(NOW);
        assertThat(both).hasSize(2);
        assertThat(both.get(0)).isEqualTo(Files.readAllBytes(own));
        Files.delete(own);
    }

    @Test
    void thePassphraseIsTheFirstLine() throws IOException {
        Path file = Files.writeString(directory.resolve("pass"), "open sesame\nand more\n");
        assertThat(files(List.of(), file).passphrase()).isEqualTo("open sesame".toCharArray());
        assertThat(files(List.of(), null).passphrase()).isNull();
    }

    @Test
    void aKeyThatIsMadeWithAPassphraseIsEncrypted() throws IOException {
        Path pass = Files.writeString(directory.resolve("pass"), "open sesame\n");
        SigningKeyFiles files = files(List.of(), pass);
        List<byte[]> made = files.read(NOW);
        assertThat(Keyring.read(made, files.passphrase(), Clock.systemUTC()).signing())
                .hasSize(1);
        for (String other : new String[] {null, "", "wrong"}) {
            char[] passphrase = other == null ? null : other.toCharArray();
            Keyring locked = Keyring.read(made, passphrase, Clock.systemUTC());
            assertThat(locked.signing()).isEmpty();
            assertThat(locked.lockedDefaults()).hasSize(1);
            assertThat(locked.plain()).isEmpty();
        }
        assertThat(keyring(List.of(KeyMaker.make(KeyAlgorithm.ED25519, "plain", NOW)))
                        .plain())
                .hasSize(1);
        Files.writeString(pass, "\n");
        assertThatThrownBy(files::passphrase).hasMessageContaining("staithe.signing.passphrase-file");
        Files.delete(pass);
        assertThatThrownBy(files::passphrase)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("pass");
    }

    @Test
    void aWrongPassphraseStopsTheStartAndAMissingOneDoesNot() throws IOException {
        Path pass = Files.writeString(directory.resolve("pass"), "right");
        assertThat(started(pass).signing()).hasSize(1);
        Files.writeString(pass, "mistyped");
        assertThatThrownBy(() -> started(pass))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("does not unlock")
                .hasMessageNotContaining("mistyped");
        assertThat(started(null).signing()).isEmpty();
    }

    private Keyring started(@Nullable Path passphrase) throws IOException {
        Directories directories = Directories.under(directory, directory).prepare();
        return new SigningConfiguration().keyring(directories, settings(List.of(), passphrase), Clock.systemUTC());
    }

    @Test
    void keysThatComeAndGoAreTakenOverWhileSigningGoesOn() throws IOException {
        SigningKeyFiles files = files(List.of(), null);
        Keyring keyring = keyring(files.read(NOW));
        String first = keyring.signing().get(0);
        Path second = Files.write(directory.resolve("a.asc"), KeyMaker.make(KeyAlgorithm.ED25519, "second", NOW));
        keyring.replace(files.present(), null);
        assertThat(keyring.signing()).hasSize(2).contains(first);
        String other = keyring.find("second").orElseThrow();
        keyring.choose(List.of(first, "second"));
        assertThat(keyring.defaults()).containsExactly(first, other);
        assertThat(keyring.all()).extracting(key -> key.people().get(0)).containsExactly("second", "archive");
        Files.delete(second);
        keyring.replace(files.present(), null);
        assertThat(keyring.defaults()).containsExactly(first);
        assertThatThrownBy(() -> keyring.choose(List.of("nobody"))).hasMessage("there is no signing key 'nobody'");
        Files.writeString(directory.resolve("b.asc"), "no key");
        assertThatThrownBy(() -> keyring.replace(files.present(), null)).hasMessageContaining("secret key");
        assertThat(keyring.signing()).containsExactly(first);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static List<byte[]> read(SigningKeyFiles files) {
        try {
            return files.read(NOW);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Keyring keyring(List<byte[]> texts) {
        return Keyring.read(texts, null, Clock.systemUTC());
    }

    private SigningKeyFiles files(List<Path> configured, @Nullable Path passphrase) {
        return new SigningKeyFiles(directory, settings(configured, passphrase));
    }

    private static SigningSettings settings(List<Path> configured, @Nullable Path passphrase) {
        return new SigningSettings(
                configured, List.of(), Duration.ofSeconds(10), passphrase, null, KeyAlgorithm.ED25519, "archive");
    }
}
