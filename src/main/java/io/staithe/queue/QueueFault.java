package io.staithe.queue;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong with tasks. */
public enum QueueFault implements FaultCode {
    UNKNOWN_TASK("unknown-task", "There is no such task", Category.MISSING),
    TASK_NOT_FINISHED("task-not-finished", "The task is not finished", Category.CONFLICT),
    TASK_STARTED("task-started", "The task has started, or ended", Category.CONFLICT),
    TASK_CANCELLED("task-cancelled", "The task was cancelled before it started", Category.CONFLICT),
    /** Another attempt has the task now: what this one did is rolled back. */
    SUPERSEDED("task-superseded", "The task is not running this attempt any more", Category.CONFLICT),
    TASK_BROKE("task-broke", "The task failed through a fault of the server", Category.BUG),
    REQUEST_KEY_REUSED("idempotency-key-reused", "Another call has this Idempotency-Key", Category.UNPROCESSABLE),
    REQUEST_KEY_OPEN("idempotency-key-open", "The first call with this Idempotency-Key has no end", Category.CONFLICT),
    QUEUE_FULL("queue-full", "The queue is full", Category.BUSY),
    QUEUE_STOPPED("queue-stopped", "The server is stopping", Category.UNAVAILABLE);

    private final Label label;

    QueueFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
