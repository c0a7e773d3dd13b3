package io.staithe.openpgp;

import io.staithe.deb.ClearSigned;
import io.staithe.deb.upload.SignatureCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * Verifies clear-signed text, and detached signatures (RFC 9580, sections 5.2 and 7).
 *
 * <p>A signature counts where it is over text, or, detached, over bytes, by SHA-256 or more, not expired, by a key that
 * is neither revoked nor expired now, and of an algorithm that is safe today: RSA of 2048 bits and more, ECDSA, EdDSA.
 * A subkey must be bound to its certificate, for signing, and certify it in turn (RFC 9580 §5.2.1.9): nobody makes
 * another's subkey, and what it signed, their own. The keyring is taken at its word for everything else. Safe
 * for use by several threads.
 */
public final class SignatureChecker implements SignatureCheck {
    private static final int LEAST_RSA_BITS = 2048;
    private static final Set<Integer> HASHES =
            Set.of(HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512);
    private static final Set<Integer> CURVES = Set.of(
            PublicKeyAlgorithmTags.ECDSA,
            PublicKeyAlgorithmTags.EDDSA_LEGACY,
            PublicKeyAlgorithmTags.Ed25519,
            PublicKeyAlgorithmTags.Ed448);

    private final Clock clock;

    /** A checker by this clock. */
    public SignatureChecker(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Signed check(byte[] file, byte[] keyring) {
        ClearSigned.Parts parts = ClearSigned.parts(file);
        List<PGPPublicKeyRing> rings = keyring.length == 0 ? List.of() : CertificateRings.rings(keyring);
        byte[] hashed = hashed(parts.text());
        List<String> signers = signatures(parts.signature())
                .filter(signature -> signature.getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT)
                .flatMap(signature -> signer(signature, rings, hashed).stream())
                .distinct()
                .toList();
        return new Signed(parts.text(), signers);
    }

    /** The fingerprints of the certificates of a keyring by which detached signatures over these bytes are. */
    List<String> signers(byte[] document, byte[] signatures, byte[] keyring) {
        List<PGPPublicKeyRing> rings = CertificateRings.rings(keyring);
        return signatures(signatures)
                .filter(signature -> signature.getSignatureType() == PGPSignature.BINARY_DOCUMENT)
                .flatMap(signature -> signer(signature, rings, document).stream())
                .distinct()
                .toList();
    }

    /** The lines as a signature over text has them: ended by CR LF, the last one by nothing. */
    private static byte[] hashed(byte[] text) {
        String plain = new String(text, StandardCharsets.ISO_8859_1);
        String lines = plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain;
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Stream<PGPSignature> signatures(byte[] armor) {
        List<PGPSignature> found = new ArrayList<>();
        try (InputStream packets = PGPUtil.getDecoderStream(new ByteArrayInputStream(armor))) {
            for (Object packet : new BcPGPObjectFactory(packets)) {
                if (packet instanceof PGPSignatureList list) {
                    list.forEach(found::add);
                }
            }
        } catch (IOException | RuntimeException broken) {
            // What cannot be read is no signature; those before it may be.
            return found.stream();
        }
        return found.stream();
    }

    private Optional<String> signer(PGPSignature signature, List<PGPPublicKeyRing> rings, byte[] hashed) {
        Instant now = clock.instant();
        if (!isSafe(signature, now)) {
            return Optional.empty();
        }
        return rings.stream()
                .filter(ring -> {
                    PGPPublicKey key = ring.getPublicKey(signature.getKeyID());
                    return key != null && maySign(ring.getPublicKey(), key, now) && verifies(signature, key, hashed);
                })
                .map(CertificateRings::fingerprint)
                .findFirst();
    }

    private static boolean isSafe(PGPSignature signature, Instant now) {
        if (!HASHES.contains(signature.getHashAlgorithm()) || signature.getHashedSubPackets() == null) {
            return false;
        }
        long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        Instant made = signature.getCreationTime().toInstant();
        return seconds == 0 || now.isBefore(made.plusSeconds(seconds));
    }

    private static boolean maySign(PGPPublicKey primary, PGPPublicKey key, Instant now) {
        boolean isSafe = CURVES.contains(key.getAlgorithm())
                || key.getAlgorithm() == PublicKeyAlgorithmTags.RSA_GENERAL && key.getBitStrength() >= LEAST_RSA_BITS;
        boolean lives = Stream.of(primary, key)
                .noneMatch(each -> each.hasRevocation() || CertificateRings.isExpired(each, now));
        return isSafe && lives && (key.isMasterKey() || isBound(primary, key));
    }

    private static boolean isBound(PGPPublicKey primary, PGPPublicKey key) {
        Iterator<PGPSignature> bindings = key.getSignaturesOfType(PGPSignature.SUBKEY_BINDING);
        while (bindings.hasNext()) {
            PGPSignature binding = bindings.next();
            boolean forSigning = binding.getHashedSubPackets() != null
                    && (binding.getHashedSubPackets().getKeyFlags() & KeyFlags.SIGN_DATA) != 0;
            if (forSigning && binds(binding, primary, key) && isReturned(binding, primary, key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean binds(PGPSignature binding, PGPPublicKey primary, PGPPublicKey key) {
        try {
            binding.init(new BcPGPContentVerifierBuilderProvider(), primary);
            return binding.verifyCertification(primary, key);
        } catch (PGPException | RuntimeException broken) {
            return false;
        }
    }

    /** Whether the subkey says itself that it is of this certificate. */
    private static boolean isReturned(PGPSignature binding, PGPPublicKey primary, PGPPublicKey key) {
        try {
            for (var packets : List.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())) {
                for (PGPSignature embedded : packets.getEmbeddedSignatures()) {
                    if (embedded.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING) {
                        embedded.init(new BcPGPContentVerifierBuilderProvider(), key);
                        return embedded.verifyCertification(primary, key);
                    }
                }
            }
            return false;
        } catch (PGPException | RuntimeException broken) {
            return false;
        }
    }

    private static boolean verifies(PGPSignature signature, PGPPublicKey key, byte[] hashed) {
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), key);
            signature.update(hashed);
            return signature.verify();
        } catch (PGPException | RuntimeException broken) {
            return false;
        }
    }
}
