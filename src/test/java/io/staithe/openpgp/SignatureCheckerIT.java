package io.staithe.openpgp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.archive.Certificates.Certificate;
import io.staithe.deb.upload.SignatureCheck.Signed;
import io.staithe.fault.Refused;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gpg signs is verified, with the keys that gpg makes; what it would not verify is not. */
class SignatureCheckerIT {
    private static final Clock NOW = Clock.systemUTC();
    private static final String TEXT = "Source: hello\nVersion: 1.0\n\n- dashed  \nlast line\n";

    @TempDir
    static Path home;

    private static byte[] keyring = {};

    @BeforeAll
    static void makeKeys() throws IOException {
        Command.require("gpg", "gnupg");
        Files.writeString(home.resolve("text"), TEXT);
        make("curve@staithe.example", "ed25519", "sign");
        make("rsa@staithe.example", "rsa2048", "sign");
        make("subkey@staithe.example", "ed25519", "cert");
        String fingerprint = fingerprint("subkey@staithe.example");
        gpg("--quick-add-key", fingerprint, "ed25519", "sign", "never");
        make("stranger@staithe.example", "ed25519", "sign");
        gpg(
                "--output",
                "trusted",
                "--export",
                "curve@staithe.example",
                "rsa@staithe.example",
                "subkey@staithe.example");
        keyring = Files.readAllBytes(home.resolve("trusted"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"curve@staithe.example", "rsa@staithe.example", "subkey@staithe.example"})
    void aGoodSignatureNamesItsCertificate(String person) throws IOException {
        Signed signed = check(signed(person, "SHA512"));

        assertThat(signed.signers()).containsExactly(fingerprint(person));
        assertThat(new String(signed.text(), UTF_8)).isEqualTo(TEXT.replace("dashed  ", "dashed"));
    }

    @Test
    void severalSignersAreNamed() throws IOException {
        Path out = home.resolve("several");
        gpg(
                "--yes",
                "-u",
                "curve@staithe.example",
                "-u",
                "rsa@staithe.example",
                "--clearsign",
                "-o",
                "several",
                "text");

        assertThat(check(Files.readAllBytes(out)).signers()).hasSize(2);
    }

    @Test
    void aStrangersSignatureNamesNobody() throws IOException {
        assertThat(check(signed("stranger@staithe.example", "SHA512")).signers())
                .isEmpty();
        assertThat(new SignatureChecker(NOW)
                        .check(signed("curve@staithe.example", "SHA512"), new byte[0])
                        .signers())
                .isEmpty();
    }

    @Test
    void aChangedTextNamesNobody() throws IOException {
        String text = new String(signed("curve@staithe.example", "SHA256"), UTF_8);

        assertThat(check(text.replace("Version: 1.0", "Version: 1.1").getBytes(UTF_8))
                        .signers())
                .isEmpty();
    }

    /** A certificate may bind any subkey; what that one signed is nobody's who has not its consent. */
    @Test
    void aSubkeyThatAnotherCertificateAdoptedSignsForItsOwnAlone() throws IOException, PGPException {
        byte[] file = signed("subkey@staithe.example", "SHA512");
        byte[] thief = adopted(
                subkey(),
                Armor.secretKeys(KeyMaker.make(KeyAlgorithm.ED25519, "thief", Instant.now()))
                        .get(0));

        assertThat(new SignatureChecker(NOW).check(file, thief).signers()).isEmpty();
        assertThat(check(file).signers()).hasSize(1);
    }

    private static PGPPublicKey subkey() {
        return CertificateRings.rings(keyring).stream()
                .flatMap(ring -> StreamSupport.stream(ring.spliterator(), false))
                .filter(key -> !key.isMasterKey())
                .findFirst()
                .orElseThrow();
    }

    /** The certificate of a secret key, with a subkey that it bound for signing. */
    private static byte[] adopted(PGPPublicKey subkey, PGPSecretKeyRing thief) throws IOException, PGPException {
        var opener = new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(new char[0]);
        PGPPublicKey primary = thief.getPublicKey();
        var generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(primary.getAlgorithm(), HashAlgorithmTags.SHA512), primary);
        generator.init(PGPSignature.SUBKEY_BINDING, thief.getSecretKey().extractPrivateKey(opener));
        var told = new PGPSignatureSubpacketGenerator();
        told.setSignatureCreationTime(true, Date.from(Instant.now()));
        told.setKeyFlags(true, KeyFlags.SIGN_DATA);
        generator.setHashedSubpackets(told.generate());
        PGPPublicKey bound = PGPPublicKey.addCertification(subkey, generator.generateCertification(primary, subkey));
        return PGPPublicKeyRing.insertPublicKey(thief.toCertificate(), bound).getEncoded();
    }

    @Test
    void aWeakDigestNamesNobody() throws IOException {
        assertThat(check(signed("rsa@staithe.example", "SHA1")).signers()).isEmpty();
    }

    @Test
    void anExpiredKeyNamesNobody() throws IOException {
        gpg("--quick-gen-key", "short@staithe.example", "ed25519", "sign", "seconds=3600");
        gpg("--yes", "--output", "short", "--export", "short@staithe.example");
        byte[] file = signed("short@staithe.example", "SHA512");
        byte[] certificate = Files.readAllBytes(home.resolve("short"));
        Clock later = Clock.fixed(Instant.now().plusSeconds(7200), ZoneOffset.UTC);

        assertThat(new SignatureChecker(NOW).check(file, certificate).signers()).hasSize(1);
        assertThat(new SignatureChecker(later).check(file, certificate).signers())
                .isEmpty();
        assertThat(new CertificateRings(later).read(certificate).get(0).validity())
                .isEqualTo("e");
    }

    @Test
    void textAroundTheSignedTextIsRefused() throws IOException {
        String text = new String(signed("curve@staithe.example", "SHA512"), UTF_8);

        assertThatThrownBy(() -> check(("Evil: yes\n" + text).getBytes(UTF_8))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> check((text + "Evil: yes\n").getBytes(UTF_8))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> check(TEXT.getBytes(UTF_8))).isInstanceOf(Refused.class);
    }

    @Test
    void keyringsGrowAndShrinkAndGpgReadsThem() throws IOException {
        CertificateRings rings = new CertificateRings(NOW);
        gpg("--yes", "--armor", "--output", "one.asc", "--export", "stranger@staithe.example");
        byte[] armored = Files.readAllBytes(home.resolve("one.asc"));

        byte[] four = rings.with(rings.with(keyring, armored), armored);
        List<Certificate> held = rings.read(four);
        assertThat(held).hasSize(4);
        assertThat(held.get(3).userIds()).containsExactly("stranger@staithe.example");
        Files.write(home.resolve("four.gpg"), four);
        assertThat(Command.run(List.of(
                                "gpg",
                                "--no-default-keyring",
                                "--keyring",
                                home.resolve("four.gpg").toString(),
                                "--homedir",
                                home.toString(),
                                "--list-keys",
                                "--with-colons"))
                        .output())
                .contains(held.get(3).fingerprint());
        assertThat(rings.read(rings.without(four, held.get(3).fingerprint()))).hasSize(3);
        assertThatThrownBy(() -> rings.with(keyring, "nonsense".getBytes(UTF_8)))
                .isInstanceOf(Refused.class);
    }

    private static Signed check(byte[] file) {
        return new SignatureChecker(NOW).check(file, keyring);
    }

    private static byte[] signed(String person, String digest) throws IOException {
        gpg(
                "--yes",
                "--digest-algo",
                digest,
                "--allow-weak-digest-algos",
                "-u",
                person,
                "--clearsign",
                "-o",
                "signed",
                "text");
        return Files.readAllBytes(home.resolve("signed"));
    }

    private static void make(String person, String algorithm, String usage) {
        gpg("--quick-gen-key", person, algorithm, usage, "never");
    }

    private static String fingerprint(String person) {
        return gpg("--list-keys", "--with-colons", person)
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .split(":")[9];
    }

    private static String gpg(String... words) {
        List<String> line = new ArrayList<>(List.of(
                "gpg",
                "--batch",
                "--quiet",
                "--homedir",
                home.toString(),
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                ""));
        line.addAll(List.of(words));
        Command.Result result = Command.run(line, home);
        assertThat(result.code()).as(result.output()).isZero();
        return result.output();
    }
}
