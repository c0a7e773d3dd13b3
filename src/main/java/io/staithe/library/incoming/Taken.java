package io.staithe.library.incoming;

import io.staithe.library.receipt.SignedReceipt;
import io.staithe.queue.Task;
import java.util.List;

/**
 * An upload that was taken in.
 *
 * @param task the addition, finished
 * @param receipts one for each of its packages, in the order of the {@code .changes} file
 * @param publishing the tasks by which publications show it, as far as they were seen; none where nobody waits for them
 */
public record Taken(Task task, List<SignedReceipt> receipts, List<Task> publishing) {
    /** Copies the lists. */
    public Taken {
        receipts = List.copyOf(receipts);
        publishing = List.copyOf(publishing);
    }

    /** Whether the repository has anything because of this upload, not of an earlier one. */
    public boolean isNew() {
        return receipts.stream().anyMatch(signed -> isOfTask(signed));
    }

    /** Whether a package came in by this upload. */
    public boolean isOfTask(SignedReceipt signed) {
        return signed.receipt().task() == task.id().value();
    }
}
