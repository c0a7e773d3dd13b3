package io.staithe.openpgp;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.archive.ReleaseSigner;
import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Our signing keys, and signatures by them over Release files (RFC 9580 sections 5.2 and 7), SHA-512, version 4.
 *
 * <p>Safe for use by several threads. Signing takes a few milliseconds of processor.
 */
public final class Keyring implements OpenPgpKeys, ReleaseSigner {
    private static final Pattern TRAILING_BLANKS = Pattern.compile("[ \\t]+$");

    private final Clock clock;
    private volatile List<SigningKey> keys = List.of();
    private volatile List<String> chosen = List.of();

    private Keyring(Clock clock) {
        this.clock = clock;
    }

    /**
     * Reads secret keys, armored or binary; the first is the default.
     *
     * @param passphrase tried on keys that need one; one that fits none leaves that key locked; null for none
     * @throws Broken where a text holds no secret key
     */
    public static Keyring read(List<byte[]> secretKeys, char @Nullable [] passphrase, Clock clock) {
        Keyring keyring = new Keyring(clock);
        keyring.replace(secretKeys, passphrase);
        return keyring;
    }

    /**
     * Takes other secret keys in place of all; one that stays the same stays unlocked. Where a text holds no secret
     * key, or a key that signs by default would be locked, nothing changes.
     *
     * @param passphrase as for {@link #read}
     */
    public void replace(List<byte[]> secretKeys, char @Nullable [] passphrase) {
        List<SigningKey> before = keys;
        List<SigningKey> next = new ArrayList<>();
        for (byte[] text : secretKeys) {
            parse(text).stream()
                    .map(SigningKey::new)
                    .map(key -> before.stream().filter(key::isSame).findFirst().orElse(key))
                    .forEach(next::add);
        }
        next.stream()
                .filter(key -> !before.contains(key) || key.isLocked(clock.instant()))
                .forEach(key -> tryToUnlock(key, passphrase == null ? new char[0] : passphrase, clock.instant()));
        defaults().forEach(name -> refuseLocked(name, next));
        keys = List.copyOf(next);
    }

    private void refuseLocked(String signer, List<SigningKey> next) {
        boolean isLocked = next.stream()
                .filter(key -> key.fingerprint().equals(signer))
                .limit(1)
                .anyMatch(key -> key.isLocked(clock.instant()));
        if (isLocked) {
            throw new Refused(
                    OpenPgpFault.KEY_LOCKED,
                    "signing key " + signer + ", which signs, is in a file that the passphrase does not unlock");
        }
    }

    /** Lets these keys sign where none is chosen, instead of the first. */
    public void choose(List<String> names) {
        names.stream().filter(name -> named(name).isEmpty()).findFirst().ifPresent(name -> {
            throw unknown(name);
        });
        chosen = List.copyOf(names);
    }

    @Override
    public List<String> signing() {
        Instant now = clock.instant();
        return keys.stream()
                .filter(key -> key.isReady(now))
                .map(SigningKey::fingerprint)
                .toList();
    }

    @Override
    public List<String> defaults() {
        List<String> able = signing();
        if (chosen.isEmpty()) {
            return able.stream().limit(1).toList();
        }
        return chosen.stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .filter(able::contains)
                .toList();
    }

    /** The fingerprints of the keys that would sign where none is chosen, but for a passphrase that nobody has told. */
    public List<String> lockedDefaults() {
        Instant now = clock.instant();
        Stream<SigningKey> wanted =
                chosen.isEmpty() ? keys.stream().limit(1) : chosen.stream().flatMap(name -> named(name).stream());
        return wanted.filter(key -> key.isLocked(now))
                .map(SigningKey::fingerprint)
                .toList();
    }

    /** The fingerprints of the keys that stand in the clear in their files. */
    public List<String> plain() {
        return keys.stream()
                .filter(SigningKey::isPlain)
                .map(SigningKey::fingerprint)
                .toList();
    }

    @Override
    public List<Shown> all() {
        Instant now = clock.instant();
        return keys.stream()
                .map(key -> new Shown(key.fingerprint(), key.people(), key.isReady(now)))
                .toList();
    }

    @Override
    public Optional<String> find(String name) {
        return named(name).map(SigningKey::fingerprint);
    }

    @Override
    public Optional<String> armored(String fingerprint) {
        return named(fingerprint).map(SigningKey::armored);
    }

    @Override
    public void unlock(String fingerprint, String passphrase) {
        named(fingerprint).orElseThrow(() -> unknown(fingerprint)).unlock(passphrase.toCharArray(), clock.instant());
    }

    @Override
    public byte[] clearSigned(byte[] release, List<String> keys, Instant at) {
        List<String> lines = lines(release);
        byte[] hashed = String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
        byte[] signatures = signatures(hashed, PGPSignature.CANONICAL_TEXT_DOCUMENT, keys, at);
        StringBuilder signed = new StringBuilder(release.length + 1024);
        signed.append("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n");
        lines.forEach(line ->
                signed.append(line.startsWith("-") ? "- " : "").append(line).append('\n'));
        signed.append(new String(Armor.wrap(signatures), StandardCharsets.US_ASCII));
        return signed.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The lines of a text as a signature over text sees them, without blanks at their ends. */
    static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(line -> TRAILING_BLANKS.matcher(line).replaceFirst(""))
                .toList();
    }

    @Override
    public byte[] detached(byte[] release, List<String> keys, Instant at) {
        return Armor.wrap(signatures(release, PGPSignature.BINARY_DOCUMENT, keys, at));
    }

    private byte[] signatures(byte[] hashed, int type, List<String> names, Instant at) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("signing needs a key");
        }
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        for (String name : names) {
            SigningKey key = named(name).orElseThrow(() -> unknown(name));
            try {
                signature(hashed, type, key.signer(at), at).encode(packets);
            } catch (PGPException | IOException failed) {
                throw new Broken(OpenPgpFault.SIGNING_FAILED, "signing with key " + name + " failed", failed);
            }
        }
        return packets.toByteArray();
    }

    private static PGPSignature signature(byte[] hashed, int type, SigningKey.Chosen key, Instant at)
            throws PGPException {
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(key.shown().getAlgorithm(), HashAlgorithmTags.SHA512), key.shown());
        generator.init(type, key.secret());
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setSignatureCreationTime(true, Date.from(at));
        subpackets.setIssuerFingerprint(false, key.shown());
        generator.setHashedSubpackets(subpackets.generate());
        generator.update(hashed);
        return generator.generate();
    }

    private Optional<SigningKey> named(String name) {
        return name.isBlank()
                ? Optional.empty()
                : keys.stream().filter(key -> key.isNamed(name)).findFirst();
    }

    private static List<PGPSecretKeyRing> parse(byte[] text) {
        try {
            List<PGPSecretKeyRing> rings = Armor.secretKeys(text);
            if (rings.isEmpty()) {
                throw new Broken(OpenPgpFault.KEY_UNREADABLE, "the key file holds no secret key");
            }
            return rings;
        } catch (IOException | PGPException | RuntimeException broken) {
            if (broken instanceof Fault fault) {
                throw fault;
            }
            throw new Broken(OpenPgpFault.KEY_UNREADABLE, "the key file is no OpenPGP secret key", broken);
        }
    }

    private static void tryToUnlock(SigningKey key, char[] passphrase, Instant at) {
        try {
            key.unlock(passphrase, at);
        } catch (Refused locked) {
            // It stays locked until a publish brings its passphrase; signing() leaves it out meanwhile.
            return;
        }
    }

    private static Refused unknown(String name) {
        return new Refused(OpenPgpFault.UNKNOWN_KEY, "there is no signing key '" + Fault.bounded(name) + "'");
    }
}
