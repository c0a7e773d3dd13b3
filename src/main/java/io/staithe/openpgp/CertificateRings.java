package io.staithe.openpgp;

import io.staithe.archive.Certificates;
import io.staithe.fault.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;

/** Keyrings of certificates (RFC 9580, section 10.1), as gpg and gpgv read them. */
public final class CertificateRings implements Certificates {
    private static final String BEGIN = "-----BEGIN PGP";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Clock clock;

    /** Keyrings whose certificates are judged by this clock. */
    public CertificateRings(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<Certificate> read(byte[] keyring) {
        return rings(keyring).stream().map(this::certificate).toList();
    }

    @Override
    public byte[] with(byte[] keyring, byte[] added) {
        List<PGPPublicKeyRing> more = rings(added);
        if (more.isEmpty()) {
            throw unreadable("it holds no public key");
        }
        Map<String, PGPPublicKeyRing> all = new LinkedHashMap<>();
        rings(keyring).forEach(ring -> all.put(fingerprint(ring), ring));
        more.forEach(ring -> all.put(fingerprint(ring), ring));
        return written(List.copyOf(all.values()));
    }

    @Override
    public byte[] without(byte[] keyring, String fingerprint) {
        return written(rings(keyring).stream()
                .filter(ring -> !fingerprint(ring).equals(fingerprint))
                .toList());
    }

    /** The certificates in a text, armored or binary, several armored blocks after each other among them. */
    static List<PGPPublicKeyRing> rings(byte[] text) {
        String all = new String(text, StandardCharsets.ISO_8859_1);
        int armor = all.indexOf(BEGIN);
        List<PGPPublicKeyRing> rings = new ArrayList<>();
        try {
            if (armor < 0) {
                collect(text, rings);
            }
            while (armor >= 0) {
                int next = all.indexOf(BEGIN, armor + 1);
                String block = next < 0 ? all.substring(armor) : all.substring(armor, next);
                collect(block.getBytes(StandardCharsets.ISO_8859_1), rings);
                armor = next;
            }
            return rings;
        } catch (IOException | RuntimeException broken) {
            throw unreadable("it is no OpenPGP data");
        }
    }

    private static void collect(byte[] block, List<PGPPublicKeyRing> rings) throws IOException {
        try (InputStream packets = PGPUtil.getDecoderStream(new ByteArrayInputStream(block))) {
            for (Object found : new BcPGPObjectFactory(packets)) {
                take(found, rings);
            }
        }
    }

    private static void take(Object found, List<PGPPublicKeyRing> rings) {
        if (found instanceof PGPPublicKeyRing ring) {
            rings.add(ring);
        } else if (found instanceof PGPSecretKeyRing secret) {
            rings.add(secret.toCertificate());
        }
    }

    static String fingerprint(PGPPublicKeyRing ring) {
        return HEX.formatHex(ring.getPublicKey().getFingerprint());
    }

    private static byte[] written(List<PGPPublicKeyRing> rings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (PGPPublicKeyRing ring : rings) {
                ring.encode(bytes);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private Certificate certificate(PGPPublicKeyRing ring) {
        PGPPublicKey key = ring.getPublicKey();
        List<String> people = new ArrayList<>();
        key.getUserIDs().forEachRemaining(people::add);
        String fingerprint = fingerprint(ring);
        return new Certificate(
                fingerprint,
                fingerprint.substring(Math.max(0, fingerprint.length() - 16)),
                validity(key, clock.instant()),
                people,
                key.getCreationTime().toInstant());
    }

    private static String validity(PGPPublicKey key, Instant now) {
        if (key.hasRevocation()) {
            return "r";
        }
        return isExpired(key, now) ? "e" : "-";
    }

    static boolean isExpired(PGPPublicKey key, Instant at) {
        long seconds = key.getValidSeconds();
        return seconds != 0 && !at.isBefore(key.getCreationTime().toInstant().plusSeconds(seconds));
    }

    private static Refused unreadable(String why) {
        return new Refused(OpenPgpFault.NO_CERTIFICATE, "no valid OpenPGP certificate: " + why);
    }
}
