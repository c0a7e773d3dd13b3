package io.staithe.queue;

import io.staithe.fault.Fault;

/**
 * Something that tasks change or read in order: {@code repository/7}, {@code snapshot/name},
 * {@code publication/storage:prefix/distribution}.
 *
 * @param name what orders the tasks
 */
public record Lane(String name) {
    /** Refuses a lane without a name. */
    public Lane {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a lane needs a name, not '" + Fault.bounded(name) + "'");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
