package io.staithe.openpgp;

import io.staithe.fault.Broken;
import io.staithe.fault.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/**
 * A certificate with the secret parts that we hold of it, named by the fingerprint of its primary key.
 *
 * <p>Signs with the newest subkey that may sign and whose secret part is here, else with the primary key, as gpg does.
 * Safe for use by several threads; unlocked keys stay in memory only.
 */
final class SigningKey {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final PGPSecretKeyRing ring;
    private final Map<Long, PGPPrivateKey> unlocked = new ConcurrentHashMap<>();

    SigningKey(PGPSecretKeyRing ring) {
        this.ring = ring;
    }

    String fingerprint() {
        return hex(ring.getPublicKey());
    }

    /** Whether a name means this key: a fingerprint or key id of any of its keys, or a part of a user id. */
    boolean isNamed(String name) {
        return isName(name, keys().stream().map(key -> hex(key.getPublicKey())).toList(), people());
    }

    /** Whether a name means a key of these fingerprints and user ids. */
    static boolean isName(String name, List<String> fingerprints, List<String> people) {
        String wanted = name.replaceFirst("^0[xX]", "").replaceFirst("!$", "").toUpperCase(Locale.ROOT);
        if (wanted.matches("[0-9A-F]{8,}")) {
            return fingerprints.stream().anyMatch(found -> found.endsWith(wanted));
        }
        return people.stream()
                .anyMatch(person -> person.toUpperCase(Locale.ROOT).contains(wanted));
    }

    /** Its user ids. */
    List<String> people() {
        List<String> people = new ArrayList<>();
        ring.getPublicKey().getUserIDs().forEachRemaining(people::add);
        return people;
    }

    /** Whether it was read from the same packets. */
    boolean isSame(SigningKey other) {
        try {
            return Arrays.equals(ring.getEncoded(), other.ring.getEncoded());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The armored certificate, without anything secret. */
    String armored() {
        return Armor.certificate(ring.toCertificate());
    }

    /** Unlocks what the passphrase opens; refuses it where it does not open the key that would sign. */
    void unlock(char[] passphrase, Instant at) {
        PGPSecretKey key = chosen(at).orElseThrow(this::cannotSign);
        try {
            unlocked.put(key.getKeyID(), extract(key, needsNone(key) ? new char[0] : passphrase));
        } catch (PGPException wrong) {
            throw new Refused(
                    OpenPgpFault.WRONG_PASSPHRASE, "the passphrase does not unlock signing key " + fingerprint());
        }
    }

    /** Whether it can sign at that time without a passphrase. */
    boolean isReady(Instant at) {
        return chosen(at).filter(key -> unlocked.containsKey(key.getKeyID())).isPresent();
    }

    /** Whether it could sign at that time if its passphrase were known. */
    boolean isLocked(Instant at) {
        return chosen(at).filter(key -> !unlocked.containsKey(key.getKeyID())).isPresent();
    }

    /** Whether its secret parts stand in the clear in its file. */
    boolean isPlain() {
        return keys().stream().anyMatch(key -> !key.isPrivateKeyEmpty() && needsNone(key));
    }

    private static boolean needsNone(PGPSecretKey key) {
        return key.getKeyEncryptionAlgorithm() == 0 && key.getS2KUsage() == 0;
    }

    /** What signs at that time; refused while it is locked. */
    Chosen signer(Instant at) {
        PGPSecretKey key = chosen(at).orElseThrow(this::cannotSign);
        PGPPrivateKey secret = unlocked.get(key.getKeyID());
        if (secret == null) {
            throw new Refused(
                    OpenPgpFault.KEY_LOCKED,
                    "signing key " + fingerprint() + " is locked: configure its passphrase or send it");
        }
        return new Chosen(key.getPublicKey(), secret);
    }

    private Optional<PGPSecretKey> chosen(Instant at) {
        List<PGPSecretKey> able =
                keys().stream().filter(key -> maySign(key, at)).toList();
        return able.stream()
                .filter(key -> !key.isMasterKey())
                .max(Comparator.comparing(key -> key.getPublicKey().getCreationTime()))
                .or(() -> able.stream().filter(PGPSecretKey::isMasterKey).findFirst());
    }

    private static boolean maySign(PGPSecretKey key, Instant at) {
        PGPPublicKey shown = key.getPublicKey();
        if (key.isPrivateKeyEmpty() || !key.isSigningKey() || shown.hasRevocation()) {
            return false;
        }
        long validSeconds = shown.getValidSeconds();
        Instant made = shown.getCreationTime().toInstant();
        boolean alive = validSeconds == 0 || at.isBefore(made.plusSeconds(validSeconds));
        return alive
                && flags(shown).map(flags -> (flags & KeyFlags.SIGN_DATA) != 0).orElse(key.isMasterKey());
    }

    /** The key flags of the newest self-signature; empty where none tells. */
    private static Optional<Integer> flags(PGPPublicKey key) {
        List<PGPSignature> told = new ArrayList<>();
        key.getSignatures().forEachRemaining(told::add);
        return told.stream()
                .filter(signature -> isSelfSignature(key, signature))
                .filter(signature -> signature.getHashedSubPackets() != null)
                .max(Comparator.comparing(PGPSignature::getCreationTime))
                .map(signature -> signature.getHashedSubPackets().getKeyFlags())
                .filter(flags -> flags != 0);
    }

    private static boolean isSelfSignature(PGPPublicKey key, PGPSignature signature) {
        if (!key.isMasterKey()) {
            return signature.getSignatureType() == PGPSignature.SUBKEY_BINDING;
        }
        return signature.isCertification() && signature.getKeyID() == key.getKeyID();
    }

    private static PGPPrivateKey extract(PGPSecretKey key, char[] passphrase) throws PGPException {
        PGPPrivateKey secret = key.extractPrivateKey(
                new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(passphrase));
        if (secret == null) {
            throw new PGPException("no secret part");
        }
        return secret;
    }

    private List<PGPSecretKey> keys() {
        List<PGPSecretKey> keys = new ArrayList<>();
        ring.forEach(keys::add);
        return keys;
    }

    private Broken cannotSign() {
        return new Broken(
                OpenPgpFault.KEY_UNREADABLE,
                "key " + fingerprint() + " has no secret key that may sign now (expired, revoked or not exported)");
    }

    private static String hex(PGPPublicKey key) {
        return HEX.formatHex(key.getFingerprint());
    }

    /** A key that signs, and its public half. */
    record Chosen(PGPPublicKey shown, PGPPrivateKey secret) {}
}
