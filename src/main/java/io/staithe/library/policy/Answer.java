package io.staithe.library.policy;

/**
 * What a hook says of a package.
 *
 * @param reason in words, bounded; empty where it is allowed
 */
public record Answer(Kind kind, String reason) {
    static final Answer ALLOWED = new Answer(Kind.ALLOWED, "");

    /** The kinds of answers. */
    public enum Kind {
        ALLOWED,
        REFUSED,
        /** There was no answer, or one that says nothing of the package. */
        FAILED
    }
}
