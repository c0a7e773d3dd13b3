package io.staithe.library.check;

import io.staithe.pool.Damage;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Something that is not as it should be, proven by a second look.
 *
 * @param subject what it is about, for people and for who searches
 * @param wrong what is wrong with it
 * @param repair repairs it where that loses nothing; emits what was done; empty where nothing helps; cold, repeatable
 */
public record Flaw(Kind kind, String subject, String wrong, Mono<String> repair) {
    /** What damage is for a subject. */
    static Flaw of(Damage damage, String subject, Mono<String> repair) {
        return new Flaw(damage.isMissing() ? Kind.MISSING : Kind.DIFFERENT, subject, damage.text(), repair);
    }

    /** How it is wrong. */
    public enum Kind {
        /** Something that was promised is not there. */
        MISSING,
        /** Something else is there. */
        DIFFERENT,
        /** Something is there that nobody needs; no promise is broken. */
        EXTRA;

        /** Its name for clients. */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a promise is broken. */
        public boolean isViolation() {
            return this != EXTRA;
        }
    }
}
