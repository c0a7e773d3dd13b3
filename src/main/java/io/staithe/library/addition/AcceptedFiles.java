package io.staithe.library.addition;

import io.staithe.queue.TaskId;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The files of accepted additions: rows beside their task, a root for the bytes until it is settled. */
public interface AcceptedFiles {
    /** How many files each of these tasks has; none for tasks without files. */
    Mono<Map<TaskId, Long>> counts(Collection<TaskId> tasks);

    /** The files of these tasks: by task, then path in byte order. */
    default Flux<AcceptedFile> of(Collection<TaskId> tasks) {
        return of(tasks, Integer.MAX_VALUE);
    }

    /** The first so many of them. */
    Flux<AcceptedFile> of(Collection<TaskId> tasks, int most);

    /**
     * Takes files out of their upload directories where the bytes are still those that were accepted, and then these
     * directories where they are empty. Inside the transaction of the caller.
     */
    Mono<Void> release(Collection<AcceptedFile> files, Collection<String> directories);
}
