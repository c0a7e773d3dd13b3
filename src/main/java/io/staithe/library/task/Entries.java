package io.staithe.library.task;

import io.staithe.catalog.Ledger.Event;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Revision;
import io.staithe.catalog.Shelf.Step;
import io.staithe.queue.Task;
import java.util.ArrayList;
import java.util.List;

/** The log rows and events of one change, collected task by task. Not safe for threads. */
public final class Entries {
    private final Opened opened;
    private final List<Revision> rows = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private String lastHash;

    /** Nothing yet, on an open repository. */
    public Entries(Opened opened) {
        this.opened = opened;
        this.lastHash = opened.lastHash();
    }

    /** Logs what a task did to the members, and announces the revision, whose log row tells what that was. */
    public void add(Task task, Step step) {
        log(task, step.number(), step.text());
        announce("repository.changed", task, step.number());
    }

    /** Logs and announces what a task did to the repository itself, as its next revision. */
    public void add(Task task, String kind, String text) {
        long number = next();
        log(task, number, text);
        announce(kind, task, number);
    }

    /** Announces what a task did to the repository itself, as its next revision, where that is logged already. */
    public void announce(Task task, String kind) {
        announce(kind, task, next());
    }

    private long next() {
        return opened.repository().revision() + rows.size() + 1;
    }

    private void log(Task task, long number, String text) {
        Revision row = Revision.after(lastHash, change(task, number, text));
        lastHash = row.hash();
        rows.add(row);
    }

    private Revision.Change change(Task task, long number, String text) {
        return new Revision.Change(
                opened.repository().id(),
                number,
                opened.at(),
                task.id().value(),
                task.caller().name(),
                text);
    }

    /** What a task does to the repository as its next revision, without what that is. */
    public Revision.Change untold(Task task) {
        return change(task, next(), "");
    }

    private void announce(String kind, Task task, long revision) {
        Told told = new Told(opened.repository().name(), revision, task.id().value());
        events.add(new Event(kind, "repository/" + told.repository(), TaskJson.write(told)));
    }

    /** The rows, in order. */
    public List<Revision> rows() {
        return List.copyOf(rows);
    }

    /** The events, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** What an event tells: the repository's name, the revision and the task. */
    private record Told(String repository, long revision, long task) {}
}
