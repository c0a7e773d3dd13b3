package io.staithe.faults.history;

import java.util.List;

/**
 * A call of a client and what came of it.
 *
 * <p>Times are nanoseconds of the driver's one monotonic clock.
 *
 * @param number unique in its history
 * @param client who made it; a client makes one call after the other
 * @param kind what it means
 * @param face by which face of the server, in words for the summary
 * @param target the repository, publication, snapshot or upload directory; of a change of several the first
 * @param effects what it is to do to repositories
 * @param started when it began
 * @param accepted when an answer told that it has its place in the order; {@code ended} where none told that earlier
 * @param ended when its answer was complete, or when the client gave up
 * @param outcome what the answer says
 * @param seen what a read shows, or what a directory was given
 */
public record Operation(
        long number,
        int client,
        Kind kind,
        String face,
        String target,
        List<Effect> effects,
        long started,
        long accepted,
        long ended,
        Outcome outcome,
        List<Item> seen) {
    private static final long NANOS = 1_000_000;

    /** Copies the lists. */
    public Operation {
        effects = List.copyOf(effects);
        seen = List.copyOf(seen);
    }

    /** What a call means. */
    public enum Kind {
        /** Bytes into an upload directory. */
        UPLOAD,
        /** Additions and removals. */
        CHANGE,
        /** The same, and when it is answered publications show it. */
        PUBLISHED_CHANGE,
        /** A repository with all that it has. */
        DROP,
        SNAPSHOT,
        PUBLISH,
        /** What a repository has. */
        READ,
        /** What an archive shows. */
        SHOW
    }

    /** What is known of a call afterwards. */
    public enum Outcome {
        /** It took effect, before its answer came. */
        DONE,
        /** It did not, and never will. */
        REFUSED,
        /** It may have taken effect, now or later, or not. */
        UNKNOWN
    }

    /** Whether it certainly took effect. */
    public boolean isDone() {
        return outcome == Outcome.DONE;
    }

    /** Whether it may have taken effect. */
    boolean mayHaveHappened() {
        return outcome != Outcome.REFUSED;
    }

    /** The last moment at which it may have taken effect. */
    long latest() {
        return outcome == Outcome.UNKNOWN ? Long.MAX_VALUE : ended;
    }

    /** The last moment at which it may have got its place in the order. */
    long placed() {
        return outcome == Outcome.UNKNOWN && accepted == ended ? Long.MAX_VALUE : accepted;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "#" + number + " client " + client + " [" + started / NANOS + " to " + ended / NANOS + " ms] " + face
                + " " + target + (effects.isEmpty() ? "" : " " + effects) + ": " + outcome;
    }
}
