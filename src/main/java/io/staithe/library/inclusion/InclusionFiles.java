package io.staithe.library.inclusion;

import io.staithe.access.Caller;
import io.staithe.library.addition.Source;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import reactor.core.publisher.Mono;

/** The files of accepted inclusions: rows beside their task, a root for the bytes until it is settled. */
public interface InclusionFiles {
    /** Whether an upload directory of the caller's, or a file of it, is there now. Emits once. */
    Mono<Boolean> isThere(Caller caller, Source source);

    /**
     * Inserts the task and records beside it what the caller has in the source's directory now, in one transaction.
     * Emits the task, queued, after commit. Not repeatable.
     */
    Mono<Task> accept(NewTask task, Source source);
}
