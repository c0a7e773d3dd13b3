package io.staithe.library.receipt;

import java.util.Base64;
import reactor.core.publisher.Mono;

/**
 * A receipt that anyone can check who has the public key.
 *
 * @param key the fingerprint of that key
 * @param signature over {@link Receipt#statement}, in base64
 */
public record SignedReceipt(Receipt receipt, String key, String signature) {
    static Mono<SignedReceipt> of(Receipt receipt, Seal seal) {
        return seal.signing()
                .apply(receipt.statementBytes())
                .map(Base64.getEncoder()::encodeToString)
                .map(signature -> new SignedReceipt(receipt, seal.key(), signature));
    }
}
