package io.staithe.publish;

/**
 * The content of a kept generation, asked for again: the payload of a task that rolls back or signs anew, or mends.
 *
 * @param publication the row
 * @param generation the number; 0 for the one that is current when the task runs
 * @param isMending whether files of it are lost: then it is brought out though it says the same
 */
public record Reissue(long publication, long generation, boolean isMending) {
    static Reissue rollback(long publication, long generation) {
        return new Reissue(publication, generation, false);
    }

    static Reissue signing(long publication) {
        return new Reissue(publication, 0, false);
    }

    static Reissue mending(long publication) {
        return new Reissue(publication, 0, true);
    }

    /** For people. */
    String title(Present present) {
        if (isRollback()) {
            return "Roll back " + present.place() + " to generation " + generation;
        }
        return (isMending ? "Mend " : "Sign again ") + present.place() + ", generation " + present.generation();
    }

    /** Whether it goes back to a generation that was named. */
    public boolean isRollback() {
        return generation > 0;
    }
}
