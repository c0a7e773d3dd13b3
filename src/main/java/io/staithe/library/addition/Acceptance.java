package io.staithe.library.addition;

import io.staithe.library.task.Payloads.Target;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import reactor.core.publisher.Mono;

/** Accepts additions. */
public interface Acceptance {
    /**
     * Inserts the task and records beside it what of the caller's is in the source now, a root for those bytes until it
     * is settled; for a {@code .dsc} that is the whole directory, since the file names others there. The payload's
     * {@code found} becomes whether the directory, or the file, is there. Emits the task, queued, after commit. Not
     * repeatable.
     *
     * @param task changes one lane and reads none
     */
    Mono<Task> accept(NewTask task, Source source);

    /** The same; empty, and nothing is accepted, where the target is not the living repository of its name any more. */
    Mono<Task> acceptIfStill(Target target, NewTask task, Source source);
}
