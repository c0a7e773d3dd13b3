package io.staithe.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The key that checks receipts. */
final class PublicKeyFile {
    private static final String ALGORITHM = "Ed25519";

    private PublicKeyFile() {}

    static PublicKey read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** The key of a PEM text. */
    static PublicKey parse(String pem) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        try {
            byte[] info = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(info));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new Server.Unanswered("the key for receipts is no Ed25519 key: " + broken.getMessage());
        }
    }

    /** Whether a statement is signed by the key. */
    static boolean hasSigned(PublicKey key, String statement, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(statement.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            return false;
        }
    }
}
