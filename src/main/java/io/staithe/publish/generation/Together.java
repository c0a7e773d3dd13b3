package io.staithe.publish.generation;

import io.staithe.publish.Payloads;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Renewal;
import io.staithe.queue.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates of one publication that one generation answers: those in a row that ask for the same, or for nothing beside
 * what the first one asks for.
 *
 * @param tasks in the order of their acceptance; the first gives the generation its name
 * @param renewal what the first one asks for
 */
record Together(List<Task> tasks, Renewal renewal) {
    Together {
        tasks = List.copyOf(tasks);
    }

    /** The tasks, cut where one asks for something else. */
    static List<Together> of(List<Task> tasks) {
        List<Together> groups = new ArrayList<>();
        for (Task task : tasks) {
            Renewal renewal = Payloads.of(task, Renewal.class);
            int last = groups.size() - 1;
            if (last >= 0 && groups.get(last).answers(renewal)) {
                groups.set(last, groups.get(last).and(task));
            } else {
                groups.add(new Together(List.of(task), renewal));
            }
        }
        return groups;
    }

    /** The task that makes the generation. */
    Task first() {
        return tasks.get(0);
    }

    private boolean answers(Renewal other) {
        return other.publication() == renewal.publication() && (other.equals(renewal) || isPlain(other));
    }

    /** Nothing is asked for but what the sources hold. */
    private static boolean isPlain(Renewal renewal) {
        return renewal.signers() == null
                && renewal.switched().isEmpty()
                && renewal.change().equals(Change.NONE);
    }

    private Together and(Task task) {
        List<Task> more = new ArrayList<>(tasks);
        more.add(task);
        return new Together(more, renewal);
    }
}
