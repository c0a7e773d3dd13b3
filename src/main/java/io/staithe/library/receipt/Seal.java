package io.staithe.library.receipt;

import java.util.function.UnaryOperator;

/**
 * What signs receipts: Ed25519 (RFC 8032), which gives equal statements equal signatures.
 *
 * @param key the fingerprint of the public key
 * @param publicKey that key as PEM
 * @param signing the signature of a statement; a tenth of a millisecond of processor at most, so no thread of its own
 */
public record Seal(String key, String publicKey, UnaryOperator<byte[]> signing) {}
