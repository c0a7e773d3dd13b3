package io.staithe.openpgp;

import io.staithe.fault.Broken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * An Ed25519 key (RFC 8032, RFC 8410) that signs statements; not an OpenPGP key, so that {@code openssl} alone can
 * check what it signed. Safe for use by several threads.
 */
public final class StatementKey {
    private static final Pattern PRIVATE =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /**
     * What is before the key in RFC 8410 section 7, first form: OpenSSL 3.0 does not read the one with the public key.
     */
    private static final byte[] PRIVATE_INFO = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Ed25519PrivateKeyParameters secret;
    private final byte[] publicInfo;

    private StatementKey(Ed25519PrivateKeyParameters secret) throws IOException {
        this.secret = secret;
        this.publicInfo = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(secret.generatePublicKey())
                .getEncoded();
    }

    /**
     * A new secret key as PKCS #8 PEM, as {@code openssl genpkey -algorithm ed25519} writes it; the caller guards it.
     */
    public static byte[] make() {
        byte[] info = Arrays.copyOf(PRIVATE_INFO, PRIVATE_INFO.length + Ed25519PrivateKeyParameters.KEY_SIZE);
        new Ed25519PrivateKeyParameters(new SecureRandom()).encode(info, PRIVATE_INFO.length);
        return pem("PRIVATE KEY", info).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a secret key.
     *
     * @param text PKCS #8 PEM without a passphrase
     * @throws Broken where it holds no such key
     */
    public static StatementKey read(byte[] text) {
        Matcher found = PRIVATE.matcher(new String(text, StandardCharsets.US_ASCII));
        if (!found.find()) {
            throw new Broken(OpenPgpFault.KEY_UNREADABLE, "the key for receipts is no PEM of a 'PRIVATE KEY'");
        }
        try {
            AsymmetricKeyParameter key =
                    PrivateKeyFactory.createKey(Base64.getMimeDecoder().decode(found.group(1)));
            if (key instanceof Ed25519PrivateKeyParameters secret) {
                return new StatementKey(secret);
            }
        } catch (IOException | RuntimeException broken) {
            throw new Broken(OpenPgpFault.KEY_UNREADABLE, "the key for receipts cannot be read", broken);
        }
        throw new Broken(OpenPgpFault.KEY_UNREADABLE, "the key for receipts is not an Ed25519 key");
    }

    /** The signature of a statement, 64 bytes; equal statements have equal ones. */
    public byte[] sign(byte[] statement) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, secret);
        signer.update(statement, 0, statement.length);
        return signer.generateSignature();
    }

    /** The public key as PEM of a SubjectPublicKeyInfo. */
    public String publicKey() {
        return pem("PUBLIC KEY", publicInfo);
    }

    /** SHA-256 over the SubjectPublicKeyInfo, lower-case hexadecimal. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(publicInfo));
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + label + "-----\n";
    }
}
