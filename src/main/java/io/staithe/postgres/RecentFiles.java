package io.staithe.postgres;

import io.staithe.library.addition.AcceptedFile;
import io.staithe.queue.TaskId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the additions that were accepted last, each task's until it is asked for: most run soon, and once. What
 * is recorded for a task never changes, so it may be forgotten and read instead at any time. Safe for use by several
 * threads.
 */
final class RecentFiles {
    /** The most files of a task that is remembered. */
    static final int FEW = 8;

    private static final int MOST_TASKS = 1024;

    private final Map<TaskId, List<AcceptedFile>> files = new LinkedHashMap<>();

    /** Remembers the files of tasks that were accepted, all of each; nothing of those that have an empty list. */
    synchronized void note(Map<TaskId, List<AcceptedFile>> accepted) {
        files.keySet().removeAll(accepted.keySet());
        accepted.forEach((task, all) -> {
            if (!all.isEmpty()) {
                files.put(task, all);
            }
        });
        while (files.size() > MOST_TASKS) {
            files.remove(files.keySet().iterator().next());
        }
    }

    /** The files of a task, once; empty where they are not remembered. */
    synchronized Optional<List<AcceptedFile>> take(TaskId task) {
        return Optional.ofNullable(files.remove(task));
    }
}
