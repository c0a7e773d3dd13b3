package io.staithe.access;

/**
 * Who asks for something; every use case takes one.
 *
 * @param name a stable name, written to logs, tasks and revisions
 */
public record Caller(String name) {
    private static final Caller OPEN = new Caller("open");

    /** Refuses a caller without a name, or of more than one line: log and receipts have a line for it. */
    public Caller {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a caller needs a name, in one line");
        }
    }

    /** Whoever can reach a server that runs without access control. */
    public static Caller open() {
        return OPEN;
    }
}
