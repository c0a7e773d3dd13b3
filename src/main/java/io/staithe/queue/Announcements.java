package io.staithe.queue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells this instance what was committed here: tasks accepted and tasks settled.
 *
 * <p>Heard after the commit, on the thread that committed, by listeners that never wait. It is a courtesy: what another
 * instance commits is not told, and whoever listens polls as well.
 */
public final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final List<Consumer<Task>> acceptances = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Settled>>> settlements = new CopyOnWriteArrayList<>();

    /** Calls the listener for every task accepted from now on. */
    public void onAccepted(Consumer<Task> listener) {
        acceptances.add(listener);
    }

    /** Calls the listener for every group of tasks settled in one transaction from now on. */
    public void onSettled(Consumer<List<Settled>> listener) {
        settlements.add(listener);
    }

    /** Tells that a task's acceptance is committed. */
    public void accepted(Task task) {
        acceptances.forEach(listener -> tell(listener, task));
    }

    /** Tells that the settlements of these tasks are committed. */
    public void settled(List<Settled> tasks) {
        settlements.forEach(listener -> tell(listener, tasks));
    }

    private static <T> void tell(Consumer<T> listener, T news) {
        try {
            listener.accept(news);
        } catch (RuntimeException broken) {
            LOG.error("event=announcement.failed news={}", news.getClass().getSimpleName(), broken);
        }
    }
}
