package io.staithe.access.token;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token, without its secret, which nobody has but its holder.
 *
 * @param name of which there is one that is not revoked
 * @param createdBy the name of the caller who made it
 * @param expiresAt from when on it stands for nobody; null for never
 * @param usedAt when it was shown last, give or take a minute; null for never
 * @param revokedAt since when it stands for nobody; null where it was not revoked
 */
public record Token(
        long id,
        String name,
        List<Grant> grants,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant usedAt,
        @Nullable Instant revokedAt) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** Copies the grants. */
    public Token {
        grants = List.copyOf(grants);
    }

    /** Whether it stands for somebody then. */
    public boolean isGood(Instant then) {
        return revokedAt == null && (expiresAt == null || then.isBefore(expiresAt));
    }

    /** Whom it stands for. */
    public Caller caller() {
        return new Caller("token:" + name, grants);
    }

    /** What a token is to be; {@code BAD_TOKEN}. */
    public record Draft(
            String name, List<Grant> grants, @Nullable Instant expiresAt) {
        /** Refuses a name of another form, and a token that may do nothing. */
        public Draft {
            grants = List.copyOf(grants);
            if (!NAME.matcher(name).matches()) {
                throw new Refused(
                        AccessFault.BAD_TOKEN,
                        "name '" + Fault.bounded(name) + "' must be 1 to 100 letters, digits, '.', '_' and '-'");
            }
            if (grants.isEmpty()) {
                throw new Refused(AccessFault.BAD_TOKEN, "grants must name one at least");
            }
        }
    }
}
