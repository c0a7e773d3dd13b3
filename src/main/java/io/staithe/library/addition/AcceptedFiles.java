package io.staithe.library.addition;

import io.staithe.queue.TaskId;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The files of accepted additions: rows beside their task, a root for the bytes until it is settled. */
public interface AcceptedFiles {
    /** Whether an upload directory, or a file of it, is there now. */
    Mono<Presence> presence(Source source);

    /**
     * Records what is in the source now, inside the transaction that accepts the task. For a {@code .dsc} it records
     * the whole directory, since the file names others there.
     */
    Mono<Void> accept(TaskId task, Source source);

    /** How many files each of these tasks has; none for tasks without files. */
    Mono<Map<TaskId, Long>> counts(Collection<TaskId> tasks);

    /** The files of these tasks: by task, then path in byte order. */
    Flux<AcceptedFile> of(Collection<TaskId> tasks);

    /**
     * Takes files out of their upload directories where the bytes are still those that were accepted, and then these
     * directories where they are empty. Inside the transaction of the caller.
     */
    Mono<Void> release(Collection<AcceptedFile> files, Collection<String> directories);

    /** Whether something is there. */
    enum Presence {
        FOUND,
        MISSING
    }
}
