package io.staithe.queue;

/**
 * The number of a task: larger is later.
 *
 * @param value positive
 */
public record TaskId(long value) implements Comparable<TaskId> {
    @Override
    public int compareTo(TaskId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
