package io.staithe.publish;

/**
 * The content of a kept generation, asked for again: the payload of a task that rolls back or signs anew.
 *
 * @param publication the row
 * @param generation the number; 0 for the one that is current when the task runs
 */
public record Reissue(long publication, long generation) {
    /** Whether it goes back to a generation that was named. */
    public boolean isRollback() {
        return generation > 0;
    }
}
