package io.staithe.wiring;

import io.staithe.openpgp.OutsideKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A program that signs in place of keys of our own; all of it, or nothing.
 *
 * @param certificates the public keys that it signs with, armored; default none: keys of our own sign
 * @param clearSign the program and its arguments that writes a clear-signed text; default none
 * @param detachSign the one that writes armored detached signatures; default none
 * @param limit how long one call may take; default 30s
 */
@ConfigurationProperties("staithe.signing.command")
record SigningCommandSettings(
        @Nullable Path certificates,
        @DefaultValue List<String> clearSign,
        @DefaultValue List<String> detachSign,
        @DefaultValue("30s") Duration limit) {
    /** Refuses a part without the others. */
    SigningCommandSettings {
        clearSign = List.copyOf(clearSign);
        detachSign = List.copyOf(detachSign);
        boolean hasAll = certificates != null && !clearSign.isEmpty() && !detachSign.isEmpty();
        if (!hasAll && (certificates != null || !clearSign.isEmpty() || !detachSign.isEmpty())) {
            throw new IllegalArgumentException(
                    "staithe.signing.command needs certificates, clear-sign and detach-sign together");
        }
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("staithe.signing.command.limit must be 1ms or more");
        }
    }

    OutsideKeys.Commands commands() {
        return new OutsideKeys.Commands(clearSign, detachSign, limit);
    }
}
