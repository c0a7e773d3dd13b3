package io.staithe.pool;

/**
 * What is wrong with bytes that somebody counts on.
 *
 * @param isMissing whether nothing is there; else other bytes are
 * @param text what is wrong, as the end of a sentence that begins with the thing
 */
public record Damage(boolean isMissing, String text) {
    /** Nothing is there. */
    public static Damage missing(String what) {
        return new Damage(true, what + " is missing");
    }

    /** Something else is there. */
    public static Damage different(String text) {
        return new Damage(false, text);
    }
}
