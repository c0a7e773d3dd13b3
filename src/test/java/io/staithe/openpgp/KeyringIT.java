package io.staithe.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our signatures before the verifiers that apt runs, and keys that the real gpg exported. */
final class KeyringIT {
    private static final byte[] RELEASE =
            ("Origin: . bookworm\nLabel: trailing \t\n- dash: escaped\nDate: Mon, 23 Nov 2026 06:00:00 UTC\n"
                            + "SHA256:\n 00 1 x\n")
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path room;

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void gpgvAndSqvAcceptAKeyOfOurOwn(KeyAlgorithm algorithm) throws IOException {
        Keyring keyring = made(algorithm, "Archive <archive@example.org>");
        String fingerprint = sign(keyring, keyring.signing());
        judge(fingerprint, 1);
        assertThat(keyring.find("0x" + fingerprint.substring(24))).contains(fingerprint);
        assertThat(keyring.find("archive@example")).contains(fingerprint);
        assertThat(keyring.find("aptly.pub")).isEmpty();
    }

    @Test
    void severalKeysMakeSeveralSignatures() throws IOException {
        byte[] first = KeyMaker.make(KeyAlgorithm.ED25519, "one", now());
        byte[] second = KeyMaker.make(KeyAlgorithm.RSA4096, "two", now());
        Keyring keyring = Keyring.read(List.of(first, second), null, Clock.systemUTC());
        sign(keyring, keyring.signing());
        judge(keyring.signing().get(0), 2);
    }

    @Test
    void cleartextIsStrictAndHoldsTheText() throws IOException {
        Keyring keyring = made(KeyAlgorithm.ED25519, "one");
        sign(keyring, keyring.signing());
        String signed = Files.readString(room.resolve("InRelease"));
        assertThat(signed)
                .startsWith("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
                        + "Origin: . bookworm\nLabel: trailing\n- - dash")
                .contains("\n-----BEGIN PGP SIGNATURE-----\n\n")
                .containsPattern("\n=[A-Za-z0-9+/]{4}\n-----END PGP SIGNATURE-----\n$")
                .doesNotContain("Version:");
        assertThat(keyring.clearSigned(RELEASE, keyring.signing(), now().minusSeconds(5)))
                .as("one input, one output")
                .isEqualTo(keyring.clearSigned(RELEASE, keyring.signing(), now().minusSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a passphrase"})
    void aSubkeyUnderACertifyOnlyPrimarySignsAsGpgExportedIt(String passphrase) throws IOException {
        byte[] exported = gpgKey(passphrase);
        Keyring keyring = Keyring.read(List.of(exported), passphrase.toCharArray(), Clock.systemUTC());
        sign(keyring, keyring.signing());
        judge(keyring.signing().get(0), 1);
    }

    @Test
    void gpgReadsAKeyThatWeEncryptedAndEncryptsOneThatStoodInTheClear() throws IOException {
        char[] passphrase = "open sesame".toCharArray();
        byte[] plain = KeyMaker.make(KeyAlgorithm.ED25519, "was plain", now());
        Files.write(room.resolve("ours.asc"), KeyMaker.make(KeyAlgorithm.ED25519, "ours", now(), passphrase));
        Files.write(room.resolve("signing.asc"), plain);
        Files.writeString(room.resolve("pass"), "open sesame\n");
        Command.shell("""
                        export GNUPGHOME=$PWD/home; mkdir -m 700 home
                        quiet="--batch --quiet --pinentry-mode loopback --passphrase-file pass"
                        gpg $quiet --import ours.asc signing.asc
                        echo text | gpg $quiet --local-user ours --sign | gpg --batch --verify
                        gpg $quiet --passwd 'was plain'
                        gpg $quiet --armor --export-secret-keys 'was plain' > signing.asc
                        gpgconf --kill all
                        """, room).succeeded();
        byte[] encrypted = Files.readAllBytes(room.resolve("signing.asc"));
        assertThat(Keyring.read(List.of(encrypted), null, Clock.systemUTC()).plain())
                .isEmpty();
        assertThat(Keyring.read(List.of(encrypted), passphrase, Clock.systemUTC())
                        .signing())
                .isEqualTo(Keyring.read(List.of(plain), null, Clock.systemUTC()).signing());
    }

    @Test
    void aLockedKeyWaitsForItsPassphrase() throws IOException {
        Keyring keyring = Keyring.read(List.of(gpgKey("open sesame")), null, Clock.systemUTC());
        String fingerprint = keyring.find("ci@example.org").orElseThrow();
        assertThat(keyring.signing()).isEmpty();
        assertThatThrownBy(() -> sign(keyring, List.of(fingerprint)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is locked");
        assertThatThrownBy(() -> keyring.unlock(fingerprint, "wrong"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("does not unlock");
        keyring.unlock(fingerprint, "open sesame");
        sign(keyring, keyring.signing());
        judge(fingerprint, 1);
    }

    @Test
    void whatIsNoKeyIsSaidSo() {
        assertThatThrownBy(
                        () -> Keyring.read(List.of("hello".getBytes(StandardCharsets.UTF_8)), null, Clock.systemUTC()))
                .hasMessageContaining("key file");
    }

    private static Keyring made(KeyAlgorithm algorithm, String userId) {
        return Keyring.read(List.of(KeyMaker.make(algorithm, userId, now())), null, Clock.systemUTC());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private String sign(Keyring keyring, List<String> keys) throws IOException {
        Files.write(room.resolve("Release"), RELEASE);
        Files.write(room.resolve("InRelease"), keyring.clearSigned(RELEASE, keys, now()));
        Files.write(room.resolve("Release.gpg"), keyring.detached(RELEASE, keys, now()));
        StringBuilder armored = new StringBuilder();
        for (String key : keys) {
            String one = keyring.armored(key).orElseThrow();
            armored.append(one);
            Files.writeString(room.resolve(key + ".asc"), one);
            Command.shell("gpg --dearmor < " + key + ".asc >> k.gpg", room).succeeded();
        }
        Files.writeString(room.resolve("key.asc"), armored);
        return keys.get(0);
    }

    private void judge(String fingerprint, int signatures) {
        Command.Result inRelease = Command.shell("gpgv --status-fd 1 --keyring ./k.gpg InRelease", room);
        assertThat(inRelease.code()).as(inRelease.output()).isZero();
        assertThat(inRelease
                        .output()
                        .lines()
                        .filter(line -> line.matches("\\[GNUPG:] VALIDSIG \\S+ \\S+ \\S+ \\S+ 4 0 \\d+ 10 01 .*")))
                .as(inRelease.output())
                .hasSize(signatures);
        Command.Result detached = Command.shell("gpgv --status-fd 1 --keyring ./k.gpg Release.gpg Release", room);
        assertThat(detached.code()).as(detached.output()).isZero();
        assertThat(detached.output()).contains("GOODSIG", fingerprint);
        sqv();
    }

    private void sqv() {
        if (Command.isPresent("sqv")) {
            Command.Result sqv = Command.shell("sqv --keyring k.gpg Release.gpg Release", room);
            assertThat(sqv.code()).as(sqv.output()).isZero();
        }
    }

    /** A certify-only primary key with a signing subkey. */
    private byte[] gpgKey(String passphrase) throws IOException {
        Command.require("gpg", "gnupg");
        Path home = Files.createDirectory(room.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        String gpg = "gpg --homedir home --batch --pinentry-mode loopback --passphrase '" + passphrase + "' ";
        Command.shell(
                        gpg + "--quick-generate-key 'CI <ci@example.org>' ed25519 cert never; "
                                + "F=$(gpg --homedir home --list-keys --with-colons | "
                                + "awk -F: '/^fpr/{f=$10} END{print f}'); "
                                + gpg + "--quick-add-key $F ed25519 sign never; "
                                + gpg + "--armor --export-secret-keys > secret.asc; gpgconf --homedir home --kill all",
                        room)
                .succeeded();
        return Files.readAllBytes(room.resolve("secret.asc"));
    }
}
