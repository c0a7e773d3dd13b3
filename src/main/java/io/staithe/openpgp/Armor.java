package io.staithe.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/** The ASCII armor of RFC 9580 section 6: no headers, CRC-24 line, one final newline. */
final class Armor {
    private Armor() {}

    /** Armors packets; the kind of block follows from the first packet. */
    static byte[] wrap(byte[] packets) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(packets.length * 3 / 2 + 256);
        var armor = ArmoredOutputStream.builder().clearHeaders().enableCRC(true);
        try (ArmoredOutputStream armored = armor.build(text)) {
            armored.write(packets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toByteArray();
    }

    /** A certificate's text. */
    static String certificate(PGPPublicKeyRing ring) {
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        try {
            ring.encode(packets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new String(wrap(packets.toByteArray()), StandardCharsets.US_ASCII);
    }

    /** The secret key rings in armored or binary text, in their order. */
    static List<PGPSecretKeyRing> secretKeys(byte[] text) throws IOException, PGPException {
        List<PGPSecretKeyRing> rings = new ArrayList<>();
        try (var packets = PGPUtil.getDecoderStream(new ByteArrayInputStream(text))) {
            new PGPSecretKeyRingCollection(packets, new BcKeyFingerprintCalculator()).forEach(rings::add);
        }
        return rings;
    }
}
