package io.staithe.faults.calls;

import io.staithe.faults.calls.Job.Placed;
import io.staithe.faults.history.Effect;
import io.staithe.faults.history.History;
import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Operation.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Errands that change what is there without bringing bytes. */
public final class Changes {
    private static final int MOST_REMOVED = 8;

    private Changes() {}

    /** Removes some of what this job added to a repository, all by one call. */
    public static void removal(Job job) {
        if (job.placed().isEmpty()) {
            return;
        }
        String repository = job.placed().get(0).repository();
        List<Build> gone = job.taken(repository, 1 + job.random().nextInt(MOST_REMOVED));
        String later = job.random().nextBoolean() ? "?_async=1" : "";
        History.Call call = job.begin(
                Kind.CHANGE,
                "removal",
                repository,
                List.of(Effect.removing(
                        repository, gone.stream().map(Build::item).toList())));
        call.end(answered(
                job,
                call,
                "DELETE",
                "/api/repos/" + repository + "/packages" + later,
                Map.of("PackageRefs", gone.stream().map(Build::key).toList())));
    }

    /** Copies what this job added to another repository, by a query. */
    public static void copy(Job job) {
        if (job.placed().isEmpty()) {
            return;
        }
        Placed source = job.placed().get(job.random().nextInt(job.placed().size()));
        String target = job.repository();
        Build build = source.build();
        if (target.equals(source.repository())) {
            return;
        }
        History.Call call =
                job.begin(Kind.CHANGE, "copy", target, List.of(Effect.adding(target, List.of(build.item()))));
        try {
            Reply reply = job.send(
                    "POST", "/api/repos/" + target + "/copy/" + source.repository() + "/" + build.name(), Map.of());
            boolean isAdded = !reply.json().path("Report").path("Added").isEmpty();
            if (reply.outcome() == Outcome.DONE && !isAdded) {
                // Nothing was there to be copied, or it is there already: neither is a promise.
                call.told(List.of());
            } else if (reply.outcome() == Outcome.DONE) {
                job.placed().add(new Placed(target, build));
            }
            call.end(reply.outcome());
        } catch (IOException lost) {
            call.end(Outcome.UNKNOWN);
        }
    }

    /** Moves what this job added from one repository to another by one change of both. */
    public static void promotion(Job job) {
        if (job.placed().isEmpty()) {
            return;
        }
        Placed moved = job.taken();
        String target = job.repository();
        Build build = moved.build();
        if (target.equals(moved.repository())) {
            return;
        }
        History.Call call = job.begin(
                Kind.CHANGE,
                "change of two",
                target,
                List.of(
                        Effect.adding(target, List.of(build.item())),
                        Effect.removing(moved.repository(), List.of(build.item()))));
        Outcome outcome = answered(
                job,
                call,
                "POST",
                "/v1/changes",
                Map.of(
                        "repositories",
                        List.of(
                                Map.of(
                                        "repository",
                                        target,
                                        "take",
                                        List.of(Map.of("from", moved.repository(), "packages", List.of(build.key())))),
                                Map.of("repository", moved.repository(), "remove", List.of(build.key())))));
        call.end(outcome);
        if (outcome != Outcome.REFUSED) {
            job.placed().add(new Placed(target, build));
        }
    }

    /** A repository of its own, which gets a package and is dropped. */
    public static void shortLife(Job job) {
        String name = job.unique("scratch");
        try {
            if (job.send("POST", "/api/repos", Map.of("Name", name)).status() != 201) {
                return;
            }
        } catch (IOException lost) {
            return;
        }
        Additions.oneCall(job, name, job.build(), "added");
        job.placed().removeIf(each -> each.repository().equals(name));
        History.Call call = job.begin(Kind.DROP, "drop", name, List.of());
        call.end(answered(job, call, "DELETE", "/api/repos/" + name + "?force=1", Map.of()));
    }

    /** A snapshot of a repository. */
    public static void snapshot(Job job) {
        String repository = job.repository();
        String name = job.unique("snapshot");
        History.Call call = job.begin(Kind.SNAPSHOT, "snapshot", name, List.of(Effect.adding(repository, List.of())));
        call.end(answered(job, call, "POST", "/api/repos/" + repository + "/snapshots", Map.of("Name", name)));
    }

    /** Publishes again what a repository has now, other bytes in the place of published ones too. */
    public static void publish(Job job) {
        String repository = job.repository();
        String later = job.random().nextBoolean() ? "?_async=1" : "";
        History.Call call = job.begin(Kind.PUBLISH, "publish", repository, List.of());
        call.end(answered(
                job,
                call,
                "PUT",
                "/api/publish/" + repository + "/" + repository + later,
                Map.of("ForceOverwrite", true)));
    }

    /** What came of a call that is answered at once or by a task. */
    private static Outcome answered(Job job, History.Call call, String method, String path, Object json) {
        try {
            Reply reply = job.send(method, path, json);
            if (reply.status() == 202) {
                call.accepted();
                JsonNode task = reply.json();
                return job.outcome(task.path("ID")
                        .asLong(task.path("id")
                                .asLong(task.path("task").path("id").asLong())));
            }
            return reply.outcome();
        } catch (IOException lost) {
            return Outcome.UNKNOWN;
        }
    }
}
