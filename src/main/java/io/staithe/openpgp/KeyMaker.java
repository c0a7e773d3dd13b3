package io.staithe.openpgp;

import io.staithe.fault.Broken;
import io.staithe.fault.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.jspecify.annotations.Nullable;

/** Makes signing keys: version 4, one primary key that certifies and signs, self-signature SHA-512, no expiry. */
public final class KeyMaker {
    private static final BigInteger RSA_EXPONENT = BigInteger.valueOf(65_537);
    private static final int RSA_BITS = 4096;
    private static final int RSA_CERTAINTY = 144;
    /** The octet that counts how much is hashed for a passphrase (RFC 9580 §3.7.1.3): 32 MiB. */
    private static final int HASHED = 0xF0;

    private KeyMaker() {}

    /** A new secret key without a passphrase; else as {@link #make(KeyAlgorithm, String, Instant, char[])}. */
    public static byte[] make(KeyAlgorithm algorithm, String userId, Instant at) {
        return make(algorithm, userId, at, null);
    }

    /**
     * A new secret key, armored; the caller guards the text. RSA takes seconds of processor.
     *
     * @param userId who the key says it is, such as {@code Example archive <archive@example.org>}
     * @param at its time of making, in whole seconds
     * @param passphrase encrypts it, by AES-256, as gpg can read it; null for a key in the clear
     */
    public static byte[] make(KeyAlgorithm algorithm, String userId, Instant at, char @Nullable [] passphrase) {
        try {
            ByteArrayOutputStream packets = new ByteArrayOutputStream();
            generator(algorithm, userId, at, passphrase == null ? null : encryptor(passphrase))
                    .generateSecretKeyRing()
                    .encode(packets);
            return Armor.wrap(packets.toByteArray());
        } catch (PGPException | IOException failed) {
            throw new Broken(OpenPgpFault.SIGNING_FAILED, "making a signing key failed", failed);
        }
    }

    /**
     * A secret key of somebody else, armored anew; refused where the text is not one secret key, or its passphrase
     * another.
     *
     * @param text armored or binary
     * @param passphrase what opens it; not looked at where it stands in the clear
     * @param next what encrypts it from now on; null for a key in the clear
     */
    public static byte[] encryptedAnew(byte[] text, char[] passphrase, char @Nullable [] next) {
        PGPSecretKeyRing ring = one(text);
        var opener = new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(passphrase);
        try {
            var copy = PGPSecretKeyRing.copyWithNewPassword(ring, opener, next == null ? null : encryptor(next));
            return Armor.wrap(copy.getEncoded());
        } catch (PGPException wrong) {
            throw new Refused(OpenPgpFault.WRONG_PASSPHRASE, "the passphrase does not unlock the key");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static PGPSecretKeyRing one(byte[] text) {
        try {
            List<PGPSecretKeyRing> rings = Armor.secretKeys(text);
            if (rings.size() == 1) {
                return rings.get(0);
            }
            throw new Refused(OpenPgpFault.NO_SECRET_KEY, "the text holds " + rings.size() + " secret keys, not one");
        } catch (IOException | PGPException | RuntimeException broken) {
            throw broken instanceof Refused told
                    ? told
                    : new Refused(OpenPgpFault.NO_SECRET_KEY, "the text is no OpenPGP secret key");
        }
    }

    private static PBESecretKeyEncryptor encryptor(char[] passphrase) throws PGPException {
        var digest = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA256);
        return new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, digest, HASHED).build(passphrase);
    }

    private static PGPKeyRingGenerator generator(
            KeyAlgorithm algorithm, String userId, Instant at, @Nullable PBESecretKeyEncryptor encryptor)
            throws PGPException {
        int id = algorithmId(algorithm);
        var pair = new BcPGPKeyPair(PublicKeyPacket.VERSION_4, id, keyPair(algorithm), Date.from(at));
        return new PGPKeyRingGenerator(
                PGPSignature.POSITIVE_CERTIFICATION,
                pair,
                userId,
                new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                selfSignature(pair, at),
                null,
                new BcPGPContentSignerBuilder(id, HashAlgorithmTags.SHA512),
                encryptor);
    }

    private static PGPSignatureSubpacketVector selfSignature(BcPGPKeyPair pair, Instant at) {
        PGPSignatureSubpacketGenerator told = new PGPSignatureSubpacketGenerator();
        told.setSignatureCreationTime(true, Date.from(at));
        told.setIssuerFingerprint(false, pair.getPublicKey());
        told.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        told.setPreferredHashAlgorithms(false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
        told.setPrimaryUserID(false, true);
        told.setFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
        return told.generate();
    }

    private static int algorithmId(KeyAlgorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> PublicKeyAlgorithmTags.EDDSA_LEGACY;
            case RSA4096 -> PublicKeyAlgorithmTags.RSA_GENERAL;
        };
    }

    private static AsymmetricCipherKeyPair keyPair(KeyAlgorithm algorithm) {
        SecureRandom random = new SecureRandom();
        return switch (algorithm) {
            case ED25519 -> {
                var generator = new Ed25519KeyPairGenerator();
                generator.init(new Ed25519KeyGenerationParameters(random));
                yield generator.generateKeyPair();
            }
            case RSA4096 -> {
                var generator = new RSAKeyPairGenerator();
                generator.init(new RSAKeyGenerationParameters(RSA_EXPONENT, random, RSA_BITS, RSA_CERTAINTY));
                yield generator.generateKeyPair();
            }
        };
    }
}
