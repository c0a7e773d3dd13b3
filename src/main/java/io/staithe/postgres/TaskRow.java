package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.access.Caller;
import io.staithe.fault.Category;
import io.staithe.queue.Lane;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a row of the table {@code task}. */
final class TaskRow {
    /** What is read of a row. */
    static final String COLUMNS = """
            id, kind, payload_version, payload, title, caller, correlation, listed, changes, reads, state, attempt,
            output, detail, outcome, fault_code, fault_category, fault_message, accepted_at
            """;

    /** The same of a task {@code t}. */
    static final String OF_T = COLUMNS.replaceAll("\\w+", "t.$0");

    /** Where {@code settled} has the columns: an event for each of those that failed. */
    static final String TELL_FAILURES = """
            ), told AS (
                INSERT INTO outbox (kind, subject, payload)
                SELECT 'task.failed', 'task/' || id, row_to_json(told)
                FROM settled
                CROSS JOIN LATERAL (
                    SELECT id AS task, kind, left(title, 1000) AS title, fault_code AS fault,
                        left(fault_message, 1000) AS message, caller, correlation
                ) AS told
                WHERE state = 'failed'
            """;

    private TaskRow() {}

    static Task read(Readable row) {
        TaskState state = state(text(row, "state"));
        return new Task(
                new TaskId(Objects.requireNonNull(row.get("id", Long.class))),
                text(row, "kind"),
                number(row, "payload_version"),
                text(row, "payload"),
                text(row, "title"),
                Caller.trusted(text(row, "caller")),
                text(row, "correlation"),
                lanes(row, "changes"),
                lanes(row, "reads"),
                Objects.requireNonNull(row.get("listed", Boolean.class)),
                state,
                number(row, "attempt"),
                text(row, "output"),
                row.get("detail", String.class),
                outcome(state, row),
                Objects.requireNonNull(row.get("accepted_at", Instant.class)));
    }

    static String word(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static TaskState state(String word) {
        return TaskState.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static @Nullable Outcome outcome(TaskState state, Readable row) {
        return switch (state) {
            case SUCCEEDED -> new Outcome.Succeeded(row.get("outcome", String.class));
            case FAILED ->
                new Outcome.Failed(
                        text(row, "fault_code"),
                        Category.valueOf(text(row, "fault_category")),
                        text(row, "fault_message"));
            case QUEUED, RUNNING, CANCELLED -> null;
        };
    }

    private static List<Lane> lanes(Readable row, String column) {
        return Stream.of(Objects.requireNonNull(row.get(column, String[].class)))
                .map(Lane::new)
                .toList();
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class), column);
    }

    private static int number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Integer.class), column);
    }
}
