package io.staithe.access.audit;

import io.staithe.access.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or was refused.
 *
 * @param caller who
 * @param origin from where; {@code -} where that is not known
 * @param kind what, such as {@code package.add}; a task's is its kind
 * @param title the same in words, with what it was done to
 * @param revisions those that it made, such as {@code main@17}
 * @param outcome {@code succeeded}, {@code failed}, {@code cancelled} or {@code denied}
 * @param problem the slug of the fault, null where there was none
 * @param task the task that did it, null where it took none
 * @param correlation the id of the request
 */
public record Act(
        String caller,
        String origin,
        String kind,
        String title,
        List<String> revisions,
        String outcome,
        @Nullable String problem,
        @Nullable Long task,
        String correlation) {
    /** The outcome of what was done. */
    public static final String SUCCEEDED = "succeeded";

    /** The outcome of what the caller had no grant for. */
    public static final String DENIED = "denied";

    /** Copies the revisions. */
    public Act {
        revisions = List.copyOf(revisions);
    }

    /** Something that was done at once, without a task. */
    public static Act done(Caller caller, String kind, String title, String correlation) {
        return new Act(caller.name(), caller.origin(), kind, title, List.of(), SUCCEEDED, null, null, correlation);
    }

    /** Something that the caller had no grant for. */
    public static Act denied(Caller caller, String kind, String title, String problem, String correlation) {
        return new Act(caller.name(), caller.origin(), kind, title, List.of(), DENIED, problem, null, correlation);
    }
}
