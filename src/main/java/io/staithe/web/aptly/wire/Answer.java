package io.staithe.web.aptly.wire;

import io.staithe.catalog.CatalogFault;
import io.staithe.library.Members;
import io.staithe.library.Repositories;
import io.staithe.library.Snapshots;
import io.staithe.library.copy.Copies;
import io.staithe.library.inclusion.Inclusions;
import io.staithe.library.pull.Pulls;
import io.staithe.publish.Publications;
import io.staithe.publish.sources.SourceChanges;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.web.Dialect.Rendering;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a finished task answers: the same for the call that waited and for whoever asks for the return value later.
 *
 * @param code the status
 * @param value the body; null where the task failed, or made nothing
 * @param error aptly's words for the failure; null where there was none
 */
public record Answer(
        int code, @Nullable JsonNode value, @Nullable String error) {
    private static final Set<String> CREATING = Set.of(
            Repositories.CREATE,
            Copies.FILL,
            Snapshots.CREATE,
            Snapshots.COMPOSE,
            Snapshots.MERGE,
            Pulls.PULL,
            Publications.CREATE,
            SourceChanges.ADD);
    private static final Set<String> TELLING_NOTHING = Set.of(
            Repositories.DROP,
            Snapshots.DROP,
            Publications.DROP,
            SourceChanges.ADD,
            SourceChanges.SET,
            SourceChanges.REMOVE,
            SourceChanges.DISCARD);
    private static final Set<String> MERGING = Set.of(Snapshots.MERGE, Pulls.PULL, Pulls.PREVIEW);
    private static final String TAKEN = CatalogFault.SNAPSHOT_EXISTS.slug();
    private static final String UNCLEAR = CatalogFault.NO_ARCHITECTURES.slug();
    private static final String CANCELLED = "the task was cancelled";

    /**
     * The answer of a task that is finished.
     *
     * @param uploadRoot what paths of files that failed begin with
     */
    public static Answer of(Task task, String uploadRoot) {
        Outcome outcome = task.outcome();
        if (outcome == null) {
            return new Answer(500, null, CANCELLED);
        }
        return outcome.fold(
                succeeded -> new Answer(
                        CREATING.contains(task.kind()) ? 201 : 200,
                        value(task.kind(), succeeded.value(), uploadRoot),
                        null),
                failed -> failure(task.kind(), failed));
    }

    /** The body of {@code return_value}: null while the task is not finished, and where it made nothing. */
    public static @Nullable JsonNode returned(Task task, String uploadRoot) {
        if (!task.state().isFinished() || task.state() == TaskState.CANCELLED) {
            return null;
        }
        Answer answer = of(task, uploadRoot);
        if (answer.error() == null && answer.value() == null) {
            return null;
        }
        return AptlyJson.object().put("Code", answer.code()).set("Value", answer.value());
    }

    /** The whole output of a task: its lines, and how it ended where it has. */
    public static String output(Task task, String uploadRoot) {
        if (!task.state().isFinished()) {
            return task.output();
        }
        String error = of(task, uploadRoot).error();
        return task.output() + (error == null ? "Task succeeded" : "Task failed with error: " + error);
    }

    /** This answer as it goes over the wire. */
    public Rendering rendering() {
        JsonNode body = error == null ? value : AptlyJson.object().put("error", error);
        return new Rendering(code, AptlyJson.CONTENT_TYPE, AptlyJson.write(body));
    }

    private static Answer failure(String kind, Outcome.Failed failed) {
        return new Answer(
                status(kind, failed),
                null,
                AptlyFailures.words(failed.code(), failed.message(), action(kind, failed.code())));
    }

    private static int status(String kind, Outcome.Failed failed) {
        boolean isUnclear = failed.code().equals(UNCLEAR);
        if (isUnclear && kind.equals(Copies.COPY)) {
            return 422;
        }
        boolean isOwn = MERGING.contains(kind) && (isUnclear || failed.code().equals(TAKEN));
        return isOwn ? 500 : AptlyFailures.status(failed.code(), failed.category());
    }

    private static @Nullable JsonNode value(String kind, @Nullable String value, String uploadRoot) {
        if (TELLING_NOTHING.contains(kind)) {
            return AptlyJson.object();
        }
        if (value == null) {
            return null;
        }
        JsonNode own = AptlyJson.own(value);
        return switch (kind) {
            case Repositories.CREATE, Repositories.EDIT, Copies.FILL, Members.PUT, Members.REMOVE ->
                AptlyForms.repository(own);
            case Copies.COPY -> AptlyForms.copyReport(own);
            case Members.ADD, Inclusions.INCLUDE -> AptlyForms.additionReport(own, uploadRoot);
            case Snapshots.CREATE, Snapshots.COMPOSE, Snapshots.MERGE, Snapshots.EDIT, Pulls.PULL ->
                AptlyForms.snapshot(own);
            case Publications.CREATE, Publications.UPDATE -> AptlyForms.publication(own);
            case Pulls.PREVIEW -> AptlyForms.pulled(own);
            case SourceChanges.REPLACE -> AptlyForms.sources(own);
            default -> own;
        };
    }

    private static String action(String kind, String code) {
        return switch (kind) {
            case Snapshots.MERGE, Pulls.PULL -> code.equals(TAKEN) ? "unable to create snapshot: " : "";
            case Publications.CREATE -> "unable to publish: ";
            case Publications.UPDATE, SourceChanges.REPLACE, SourceChanges.SET -> "unable to update: ";
            case Publications.DROP -> "unable to drop: ";
            case SourceChanges.ADD -> "unable to create: ";
            case SourceChanges.REMOVE, SourceChanges.DISCARD -> "unable to delete: ";
            default -> "";
        };
    }
}
