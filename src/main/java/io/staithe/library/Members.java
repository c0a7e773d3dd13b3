package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.deb.PackageKey;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Use cases that change what is in a repository; each emits the accepted task. */
public final class Members {
    /** The task kinds. */
    public static final String ADD = "package.add";

    public static final String REMOVE = "package.remove";

    /**
     * Adds what an upload directory holds now, or one file of it. The names and digests are fixed at acceptance. The
     * task succeeds even where every file is refused; its value is JSON: {@code added removed warnings failedFiles},
     * arrays of text, {@code failedFiles} as {@code directory/file}; a missing directory or file is a warning.
     *
     * @param file one file, or null for the whole directory
     */
    public Mono<Task> add(
            Caller caller, String repository, String directory, @Nullable String file, Addition how, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /**
     * Removes packages by key; known ones that are not in the repository are ignored, an unknown key fails the task
     * with {@code UNKNOWN_PACKAGE}. The task's value is the repository as {@link Repositories} tells it.
     */
    public Mono<Task> remove(Caller caller, String repository, List<PackageKey> keys, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /**
     * How to add.
     *
     * @param keepsFiles whether the upload directory keeps what was added
     * @param replacesConflicts whether other bytes of the same name, version and architecture are removed first
     */
    public record Addition(boolean keepsFiles, boolean replacesConflicts) {}
}
