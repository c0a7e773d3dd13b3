package io.staithe.library.receipt;

import java.util.Base64;

/**
 * A receipt that anyone can check who has the public key.
 *
 * @param key the fingerprint of that key
 * @param signature over {@link Receipt#statement}, in base64
 */
public record SignedReceipt(Receipt receipt, String key, String signature) {
    static SignedReceipt of(Receipt receipt, Seal seal) {
        byte[] signature = seal.signing().apply(receipt.statementBytes());
        return new SignedReceipt(receipt, seal.key(), Base64.getEncoder().encodeToString(signature));
    }
}
