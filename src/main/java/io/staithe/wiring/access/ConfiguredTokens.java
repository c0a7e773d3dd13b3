package io.staithe.wiring.access;

import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.token.SecretHash;
import io.staithe.fault.Refused;
import io.staithe.wiring.StartFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the tokens whose secrets are in files; once, at the start. Blocks. */
final class ConfiguredTokens {
    private static final int LEAST = 32;

    private ConfiguredTokens() {}

    /** The callers by the hashes of their secrets; {@code TOKEN_FILE}. */
    static Map<SecretHash, Caller> read(List<AccessSettings.Configured> tokens) {
        Map<SecretHash, Caller> callers = new HashMap<>();
        for (AccessSettings.Configured token : tokens) {
            Caller caller = new Caller(
                    "file:" + token.name(),
                    token.grants().stream().map(Grant::parse).toList());
            if (callers.put(SecretHash.of(secret(token.secretFile())), caller) != null) {
                throw unfit(token.secretFile(), "has the secret of another token");
            }
        }
        return callers;
    }

    private static String secret(Path file) {
        try {
            String secret =
                    Files.readAllLines(file).stream().findFirst().orElse("").strip();
            if (secret.length() < LEAST) {
                throw unfit(file, "must begin with a line of " + LEAST + " characters at least");
            }
            return secret;
        } catch (IOException unreadable) {
            throw unfit(file, "cannot be read: " + unreadable);
        }
    }

    private static Refused unfit(Path file, String what) {
        return new Refused(StartFault.TOKEN_FILE, "the secret-file " + file + " of staithe.access.tokens " + what);
    }
}
