package io.staithe.queue;

import io.staithe.access.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted task.
 *
 * @param payload JSON, as accepted
 * @param attempt how often it was taken up; the fence of its settlement
 * @param output text so far, lines ended by newline
 * @param detail JSON, or null where the task told none
 * @param outcome how it ended; null while it is not finished, and for a cancelled one
 */
public record Task(
        TaskId id,
        String kind,
        int version,
        String payload,
        String title,
        Caller caller,
        String correlation,
        List<Lane> changes,
        List<Lane> reads,
        boolean listed,
        TaskState state,
        int attempt,
        String output,
        @Nullable String detail,
        @Nullable Outcome outcome,
        Instant acceptedAt) {
    /** A task that was just accepted. */
    public static Task queued(TaskId id, NewTask task, Instant acceptedAt) {
        return new Task(
                id,
                task.kind(),
                task.version(),
                task.payload(),
                task.title(),
                task.caller(),
                task.correlation(),
                task.changes(),
                task.reads(),
                task.listed(),
                TaskState.QUEUED,
                0,
                "",
                null,
                null,
                acceptedAt);
    }
}
