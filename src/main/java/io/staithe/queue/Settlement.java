package io.staithe.queue;

import org.jspecify.annotations.Nullable;

/**
 * The end of one attempt at a task.
 *
 * @param output the whole text that the task tells, lines ended by newline
 * @param detail JSON, or null
 */
public record Settlement(
        TaskId id,
        int attempt,
        Outcome outcome,
        String output,
        @Nullable String detail) {
    /** A success of this attempt at a task. */
    public static Settlement succeeded(Task task, @Nullable String value, String output) {
        return new Settlement(task.id(), task.attempt(), new Outcome.Succeeded(value), output, null);
    }

    /** The same with a detail. */
    public Settlement detailed(String json) {
        return new Settlement(id, attempt, outcome, output, json);
    }
}
