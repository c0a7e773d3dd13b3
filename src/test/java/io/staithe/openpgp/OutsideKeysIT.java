package io.staithe.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.fault.Broken;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real gpg signs in our place; programs that are no signers are told from it. */
final class OutsideKeysIT {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final byte[] RELEASE = ("Origin: x\n- dashed\nLabel: blank \n"
                    + "00 1 main/Packages\n".repeat(20_000))
            .getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path room;

    private static String fingerprint;

    @BeforeAll
    static void makeAKeyThatOnlyGpgHas() throws IOException {
        Command.require("gpg", "gnupg");
        Command.shell(
                        "mkdir -m 700 home; gpg --homedir home --batch --passphrase '' --quick-generate-key"
                                + " 'Archive <archive@example.org>' ed25519 sign never;"
                                + " gpg --homedir home --armor --export > public.asc;"
                                + " gpg --homedir home --export > public.gpg",
                        room)
                .succeeded();
        fingerprint = new CertificateRings(Clock.systemUTC())
                .read(Files.readAllBytes(room.resolve("public.asc")))
                .get(0)
                .fingerprint();
    }

    @AfterAll
    static void endTheAgent() {
        Command.shell("gpgconf --homedir home --kill all", room);
    }

    @Test
    void aptsVerifierTakesWhatTheProgramSigned() throws IOException {
        OutsideKeys keys = keys(gpg("--clearsign"), gpg("--armor", "--detach-sign"));
        assertThat(keys.defaults()).containsExactly(fingerprint).isEqualTo(keys.signing());
        assertThat(keys.find("archive@example")).contains(fingerprint).isEqualTo(keys.find(fingerprint.substring(24)));
        assertThat(keys.armored(fingerprint).orElseThrow()).contains("PUBLIC KEY BLOCK");
        assertThat(keys.all()).singleElement().matches(OpenPgpKeys.Shown::ready);
        Files.write(room.resolve("Release"), RELEASE);
        Files.write(room.resolve("InRelease"), keys.clearSigned(RELEASE, keys.defaults(), NOW));
        Files.write(room.resolve("Release.gpg"), keys.detached(RELEASE, keys.defaults(), NOW));
        Command.shell("gpgv --keyring ./public.gpg InRelease; gpgv --keyring ./public.gpg Release.gpg Release", room)
                .succeeded();
    }

    @Test
    void whatIsNoSignatureOfTheTextIsNotTaken() {
        List<String> otherText = shell("echo other | " + String.join(" ", gpg("--clearsign")));
        assertThatThrownBy(() -> signed(otherText)).hasMessageContaining("good signatures of []");
        assertThatThrownBy(() -> signed(shell("cat"))).hasMessageContaining("no signature");
        OutsideKeys keys = keys(gpg("--clearsign"), shell("echo other | " + String.join(" ", gpg("--detach-sign"))));
        assertThatThrownBy(() -> keys.detached(RELEASE, keys.defaults(), NOW))
                .hasMessageContaining("good signatures of []");
        assertThatThrownBy(() -> keys.clearSigned(RELEASE, List.of(fingerprint, "F00"), NOW))
                .hasMessageContaining("not of all of");
    }

    @Test
    void aProgramThatFailsIsQuotedAndOneThatIsLateIsKilled() {
        assertThatThrownBy(() -> signed(shell("echo the token is gone >&2; exit 3")))
                .isInstanceOf(Broken.class)
                .hasMessageContaining("code 3: the token is gone");
        assertThatThrownBy(() -> signed(List.of("/no/such/program"))).hasMessageContaining("No such file");
        assertThatThrownBy(() -> signed(shell("cat > /dev/null; cat /dev/zero")))
                .hasMessageContaining("more than");
        assertThatThrownBy(() -> signed(shell("true"))).hasMessageContaining("code 0");
        OutsideKeys late = keys(shell("sleep 600 | cat"), List.of("true"), Duration.ofMillis(200));
        assertThatThrownBy(() -> late.clearSigned(RELEASE, List.of(fingerprint), NOW))
                .hasMessageContaining("longer than 200 ms");
    }

    @Test
    @Timeout(15)
    void whatOutlivesTheProgramAndKeepsItsPipesHoldsNobodyUp() {
        OutsideKeys left = keys(shell("sleep 20 & cat"), List.of("true"), Duration.ofMillis(200));
        // Late, or no signature where Java closes the pipe as the program ends: whichever comes first.
        assertThatThrownBy(() -> left.clearSigned(RELEASE, List.of(fingerprint), NOW))
                .isInstanceOf(Broken.class);
        OutsideKeys failed = keys(shell("sleep 20 > /dev/null & exit 3"), List.of("true"), Duration.ofMillis(200));
        assertThatThrownBy(() -> failed.clearSigned(RELEASE, List.of(fingerprint), NOW))
                .hasMessageContaining("code 3");
    }

    @Test
    void aptTakesNoSignatureWithoutArmorSoWeTakeNoneEither() {
        OutsideKeys binary = keys(gpg("--clearsign"), gpg("--detach-sign"));
        assertThatThrownBy(() -> binary.detached(RELEASE, binary.defaults(), NOW))
                .hasMessageContaining("gpg --armor");
    }

    @Test
    void theProgramGetsNoneOfTheServersSettings() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "STAITHE_DATABASE_PASSWORD", "x", "SPRING_APPLICATION_JSON", "x", "staithe_tokens", "x", "PATH", "p"));
        SigningCommand.tell(environment, List.of("A", "B"));
        assertThat(environment).isEqualTo(Map.of("PATH", "p", SigningCommand.KEYS, "A B"));
    }

    private static byte[] signed(List<String> command) {
        return keys(command, command).clearSigned(RELEASE, List.of(fingerprint), NOW);
    }

    private static List<String> gpg(String... words) {
        return Stream.concat(
                        Stream.of("gpg", "--homedir", room.resolve("home").toString(), "--batch", "--quiet"),
                        Stream.of(words))
                .toList();
    }

    private static List<String> shell(String line) {
        return List.of("sh", "-c", line);
    }

    private static OutsideKeys keys(List<String> clearSign, List<String> detachSign) {
        return keys(clearSign, detachSign, Duration.ofSeconds(30));
    }

    private static OutsideKeys keys(List<String> clearSign, List<String> detachSign, Duration limit) {
        try {
            return new OutsideKeys(
                    Files.readAllBytes(room.resolve("public.asc")),
                    new OutsideKeys.Commands(clearSign, detachSign, limit),
                    Clock.systemUTC());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
