package io.staithe.access.token;

import io.staithe.access.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of credentials.
 *
 * @param caller whom they stand for; null where for nobody
 * @param outcome why
 * @param until how long this may be believed
 * @param token the token that was shown; null where it was none of ours
 */
public record Verdict(
        @Nullable Caller caller,
        Outcome outcome,
        Instant until,
        @Nullable Long token) {
    /** Why credentials stand for somebody or nobody: for meters and logs, not for who showed them. */
    public enum Outcome {
        KNOWN,
        MALFORMED,
        UNKNOWN,
        EXPIRED,
        REVOKED,
        /** A signed statement that nobody here trusts: its issuer, audience, signature or time is wrong. */
        UNTRUSTED,
        /** A trusted statement that no rule gives anything. */
        UNRULED
    }

    /** Somebody. */
    public static Verdict known(Caller caller, Instant until) {
        return new Verdict(caller, Outcome.KNOWN, until, null);
    }

    /** Nobody. */
    public static Verdict nobody(Outcome outcome, Instant until) {
        return new Verdict(null, outcome, until, null);
    }
}
