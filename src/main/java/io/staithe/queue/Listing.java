package io.staithe.queue;

/** Whether a task stays in lists when it is finished. */
public enum Listing {
    /** Nobody waits in the call: the task stays until it is deleted, cleared or too old. */
    LISTED,
    /** The caller waits in the call: the answer is the task's last trace in lists. */
    UNLISTED
}
