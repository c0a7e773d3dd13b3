package io.staithe.library.task;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tasks of this room carry: version 1 of each. A change of their form needs a new version. */
public final class Payloads {
    /** The version of all of them. */
    public static final int VERSION = 1;

    private Payloads() {}

    /**
     * The repository that a task is about, resolved at acceptance.
     *
     * @param name its name at that time, for messages
     */
    public record Target(long id, String name) {
        /** A repository as it is at acceptance. */
        public static Target of(Repository repository) {
            return new Target(repository.id().value(), repository.name());
        }

        /** Its row. */
        public RepositoryId repository() {
            return new RepositoryId(id);
        }
    }

    /**
     * An addition; its files are rows beside the task.
     *
     * @param file one file, or null for the whole directory
     * @param found whether the directory, or the file, was there at acceptance: the statement that accepts the task
     *     says
     */
    public record Add(
            Target target,
            String directory,
            @Nullable String file,
            boolean found,
            boolean keepsFiles,
            boolean replacesConflicts) {}

    /** Packages that are known already to be put in, by key. */
    public record Put(Target target, List<String> keys) {}

    /** A removal, by key. */
    public record Remove(Target target, List<String> keys) {}

    /** An edit; null keeps. */
    public record Edit(
            Target target,
            @Nullable String name,
            @Nullable String comment,
            @Nullable String defaultDistribution,
            @Nullable String defaultComponent) {}

    /** A drop. */
    public record Drop(Target target, boolean forced) {}
}
