package io.staithe.faults.history;

import io.staithe.faults.history.Violation.Rule;
import java.util.List;

/**
 * What somebody saw of a repository, directly or through an archive or a snapshot.
 *
 * @param what it is, for people
 * @param operations the call that showed it; none for what is found in the end
 * @param repository whose
 * @param cutoff whatever was acknowledged before this moment has to be in it
 * @param started when the look began
 * @param ended when it was over
 * @param items what was seen
 * @param terms which rules it can break
 */
record Observation(
        String what,
        List<Operation> operations,
        String repository,
        long cutoff,
        long started,
        long ended,
        List<Item> items,
        Terms terms) {
    /**
     * What it is called that an observation is wrong.
     *
     * @param missing it lacks what was acknowledged
     * @param never it is nothing that ever was
     */
    record Terms(Rule missing, Rule never) {
        static final Terms READ = new Terms(Rule.STALE_READ, Rule.NEVER_WAS);
        static final Terms ARCHIVE = new Terms(Rule.STALE_READ, Rule.TORN_ARCHIVE);
        static final Terms SNAPSHOT = new Terms(Rule.WRONG_SNAPSHOT, Rule.WRONG_SNAPSHOT);
        static final Terms END = new Terms(Rule.LOST_ADDITION, Rule.NEVER_WAS);
    }

    /** Whether this has to be in it, or something must have taken it out again. */
    boolean owes(Operation addition) {
        return addition.isDone()
                && (addition.ended() < cutoff
                        || addition.kind() == Operation.Kind.PUBLISHED_CHANGE && addition.ended() < started);
    }
}
