package io.staithe.queue.lanes;

import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The tasks of one claim that are not settled yet, in order. One flow works on it; settlements reach it from any
 * thread.
 */
final class Run {
    private final Map<TaskId, Task> unsettled = new ConcurrentSkipListMap<>();
    private final Map<TaskId, Integer> timeouts = new ConcurrentHashMap<>();
    private volatile boolean together;
    private volatile boolean isPutOff;

    Run(List<Task> claimed) {
        claimed.forEach(task -> unsettled.put(task.id(), task));
        this.together = claimed.size() > 1;
    }

    List<Task> unsettled() {
        return List.copyOf(unsettled.values());
    }

    Set<TaskId> ids() {
        return Set.copyOf(unsettled.keySet());
    }

    boolean isDone() {
        return unsettled.isEmpty();
    }

    /** Whether this task still has to be settled. */
    boolean holds(TaskId task) {
        return unsettled.containsKey(task);
    }

    /** Whether its tasks go to the handler at once. */
    boolean isTogether() {
        return together;
    }

    /** From now on its tasks go to the handler one by one. */
    void separate() {
        together = false;
    }

    /** Notes that something was short; true the first time. */
    boolean putOff() {
        boolean first = !isPutOff;
        isPutOff = true;
        return first;
    }

    /** Notes that a task, by itself, took longer than it may; how often it did. */
    int timedOut(TaskId task) {
        return timeouts.merge(task, 1, Integer::sum);
    }

    /** Nothing is left to do for this task. */
    void settled(TaskId task) {
        unsettled.remove(task);
    }
}
