package io.staithe.library.change;

import io.staithe.library.receipt.SignedReceipt;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import java.util.List;

/**
 * How far a change came while its caller waited.
 *
 * @param task as far as it was seen
 * @param repositories what became of each, in the order of their rows; none where the task was not seen to succeed
 * @param publishing the tasks by which publications show it, as far as they were seen
 */
public record Made(Task task, List<Repository> repositories, List<Task> publishing) {
    /** Copies the lists. */
    public Made {
        repositories = List.copyOf(repositories);
        publishing = List.copyOf(publishing);
    }

    /** Whether every publication that was asked for shows it. */
    public boolean isShown() {
        return publishing.stream().allMatch(publish -> publish.outcome() instanceof Outcome.Succeeded);
    }

    /**
     * What became of one repository.
     *
     * @param revision that it stood at after the change
     * @param receipts of what was wanted and is there
     * @param removed the keys of what went
     */
    public record Repository(String name, long revision, List<SignedReceipt> receipts, List<String> removed) {
        /** Copies the lists. */
        public Repository {
            receipts = List.copyOf(receipts);
            removed = List.copyOf(removed);
        }
    }
}
