package io.staithe.wiring;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What receipts are signed with.
 *
 * @param keyFile an Ed25519 key as {@code openssl genpkey -algorithm ed25519} writes it, without a passphrase, for its
 *     owner alone; default {@code receipts.pem} in the key directory, which is made where it is missing
 */
@ConfigurationProperties("staithe.receipts")
record ReceiptSettings(@Nullable Path keyFile) {}
