package io.staithe.library.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.staithe.catalog.Ledger.Event;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.Revision;
import io.staithe.catalog.Shelf.Step;
import io.staithe.deb.PackageKey;
import io.staithe.queue.Task;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log rows and events of one change, collected task by task. Not safe for threads. */
public final class Entries {
    /** How many packages an event names; its revision names all. */
    private static final int TOLD = 20;

    private final Opened opened;
    private final List<Revision> rows = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private String lastHash;

    /** Nothing yet, on an open repository. */
    public Entries(Opened opened) {
        this.opened = opened;
        this.lastHash = opened.lastHash();
    }

    /** Logs what a task did to the members, and announces what came and what went. */
    public void add(Task task, Step step) {
        log(task, step.number(), step.text());
        announce("package.removed", task, step.number(), step.removed());
        announce(
                "package.added",
                task,
                step.number(),
                step.added().stream().map(Member::key).toList());
    }

    /** Logs and announces what a task did to the repository itself, as its next revision. */
    public void add(Task task, String kind, String text) {
        long number = next();
        log(task, number, text);
        announce(kind, new Told(task, opened, number, null, null));
    }

    /** Announces the packages that a task put into the repository as its next revision, which is logged already. */
    public void filled(Task task, long packages) {
        announce("package.added", new Told(task, opened, next(), packages, null));
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

    private void announce(String kind, Task task, long revision, List<PackageKey> packages) {
        if (packages.isEmpty()) {
            return;
        }
        List<String> first =
                packages.stream().limit(TOLD).map(PackageKey::toString).toList();
        announce(kind, new Told(task, opened, revision, (long) packages.size(), first));
    }

    private void announce(String kind, Told told) {
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

    /**
     * What an event tells.
     *
     * @param log where the revision is told in full
     * @param count how many packages came, or went
     * @param packages the keys of the first of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Told(
            String repository,
            long revision,
            String log,
            @Nullable Long count,
            @Nullable List<String> packages,
            long task,
            String caller,
            String correlation) {
        Told(Task task, Opened opened, long revision, @Nullable Long count, @Nullable List<String> packages) {
            this(
                    opened.repository().name(),
                    revision,
                    "/v1/repositories/" + encoded(opened.repository().name()) + "/revisions/" + revision,
                    count,
                    packages,
                    task.id().value(),
                    task.caller().name(),
                    task.correlation());
        }

        private static String encoded(String name) {
            return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }
}
