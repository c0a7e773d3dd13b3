package io.staithe.fault;

/** What kind of failure it is; each has one status in each dialect of the web. */
public enum Category {
    INVALID(Blame.CALLER),
    UNKNOWN_CALLER(Blame.CALLER),
    DENIED(Blame.CALLER),
    MISSING(Blame.CALLER),
    CONFLICT(Blame.CALLER),
    GONE(Blame.CALLER),
    PRECONDITION(Blame.CALLER),
    TOO_LARGE(Blame.CALLER),
    UNPROCESSABLE(Blame.CALLER),
    LIMITED(Blame.SCARCITY),
    BUSY(Blame.SCARCITY),
    UNAVAILABLE(Blame.SCARCITY),
    FULL(Blame.SCARCITY),
    /** It took longer than it may: the same work may succeed later, or never. */
    TIMED_OUT(Blame.SCARCITY),
    CORRUPT(Blame.OURS),
    BUG(Blame.OURS);

    private final Blame blame;

    Category(Blame blame) {
        this.blame = blame;
    }

    /** Whose failure it is: the caller's, a lack of resources, or ours. */
    public Blame blame() {
        return blame;
    }

    /** Whose failure a fault is, after the three classes of failure that operators tell apart. */
    public enum Blame {
        CALLER,
        SCARCITY,
        OURS
    }
}
