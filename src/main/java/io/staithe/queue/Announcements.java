package io.staithe.queue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells this instance what was committed here: tasks accepted, tasks settled, lanes let go; and what other instances
 * say of theirs.
 *
 * <p>Heard after the commit, on the thread that committed or that heard of it, by listeners that never wait. It is a
 * courtesy: what another instance commits may never be told, and whoever listens polls as well.
 */
public final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final List<Consumer<Task>> acceptances = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Settled>>> settlements = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Task>>> takeovers = new CopyOnWriteArrayList<>();
    private final List<Runnable> releases = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<TaskId>>> settlementsElsewhere = new CopyOnWriteArrayList<>();
    private final List<Runnable> releasesElsewhere = new CopyOnWriteArrayList<>();
    private volatile BooleanSupplier hearsOthers = () -> false;

    /** Calls the listener for every task accepted from now on. */
    public void onAccepted(Consumer<Task> listener) {
        acceptances.add(listener);
    }

    /** Calls the listener for every group of tasks settled in one transaction from now on. */
    public void onSettled(Consumer<List<Settled>> listener) {
        settlements.add(listener);
    }

    /** Calls the listener for tasks that were claimed from whoever had them before. */
    public void onTakenOver(Consumer<List<Task>> listener) {
        takeovers.add(listener);
    }

    /** Calls the listener when this instance has let go of lanes that may have work. */
    public void onFreed(Runnable listener) {
        releases.add(listener);
    }

    /** Calls the listener for tasks that were settled on other instances, as far as those tell. */
    public void onSettledElsewhere(Consumer<List<TaskId>> listener) {
        settlementsElsewhere.add(listener);
    }

    /** Calls the listener when another instance has let go of lanes. */
    public void onFreedElsewhere(Runnable listener) {
        releasesElsewhere.add(listener);
    }

    /** Sets how it is known whether other instances are heard. */
    public void hearsOthersWhile(BooleanSupplier heard) {
        hearsOthers = heard;
    }

    /** Whether other instances are heard now, so that a look for what they did is not urgent. */
    public boolean hearsOthers() {
        return hearsOthers.getAsBoolean();
    }

    /** Tells that a task's acceptance is committed. */
    public void accepted(Task task) {
        acceptances.forEach(listener -> tell(listener, task));
    }

    /** Tells that the settlements of these tasks are committed. */
    public void settled(List<Settled> tasks) {
        settlements.forEach(listener -> tell(listener, tasks));
    }

    /** Tells that these tasks are claimed again, after whoever had them ended or lost them. */
    public void takenOver(List<Task> tasks) {
        takeovers.forEach(listener -> tell(listener, tasks));
    }

    /** Tells that lanes were let go here. */
    public void freed() {
        releases.forEach(listener -> tell(nothing -> listener.run(), "freed"));
    }

    /** Tells that another instance settled these tasks. */
    public void settledElsewhere(List<TaskId> tasks) {
        settlementsElsewhere.forEach(listener -> tell(listener, tasks));
    }

    /** Tells that another instance let go of lanes. */
    public void freedElsewhere() {
        releasesElsewhere.forEach(listener -> tell(nothing -> listener.run(), "freed elsewhere"));
    }

    private static <T> void tell(Consumer<T> listener, T news) {
        try {
            listener.accept(news);
        } catch (RuntimeException broken) {
            LOG.error("event=announcement.failed news={}", news.getClass().getSimpleName(), broken);
        }
    }
}
