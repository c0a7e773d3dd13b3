package io.staithe.library.receipt;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What signs receipts: Ed25519 (RFC 8032), which gives equal statements equal signatures.
 *
 * @param key the fingerprint of the public key
 * @param publicKey that key as PEM
 * @param signing the signature of a statement
 */
public record Seal(String key, String publicKey, Function<byte[], Mono<byte[]>> signing) {}
