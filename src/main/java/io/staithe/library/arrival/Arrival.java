package io.staithe.library.arrival;

import io.staithe.library.receipt.SignedReceipt;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a package came while its sender waited.
 *
 * @param task the addition, as far as it was seen
 * @param receipt null where the addition was not seen to end
 * @param publishing the tasks by which publications show it, as far as they were seen, in the order of the publications
 */
public record Arrival(Task task, @Nullable SignedReceipt receipt, List<Task> publishing) {
    /** Copies the list. */
    public Arrival {
        publishing = List.copyOf(publishing);
    }

    /** Whether the repository has it because of this call, not of an earlier one. */
    public boolean isNew() {
        return receipt != null && receipt.receipt().task() == task.id().value();
    }

    /** Whether every publication that was asked for shows it. */
    public boolean isShown() {
        return receipt != null
                && publishing.stream().allMatch(publish -> publish.outcome() instanceof Outcome.Succeeded);
    }
}
