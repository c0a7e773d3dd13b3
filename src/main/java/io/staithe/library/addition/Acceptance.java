package io.staithe.library.addition;

import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.UploadStore.StoredFile;
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

    /**
     * Records a file whose bytes are in the pool and accepts the task that adds it, in one transaction. No upload
     * directory holds the file: the task is the root of its bytes until it is settled. Emits both after commit;
     * nothing, and then nothing was written, where equal bytes are kept already, or where the target is not the living
     * repository of its name any more. After an error the outcome may be unknown; then {@code Blobs.renounce} settles
     * it. Not repeatable.
     *
     * @param task changes one lane and reads none
     * @param directory as which the task's reports show where the file was
     */
    Mono<Arrived> acceptNew(Target target, NewTask task, String directory, NewFile file);

    /** A file that was recorded, and the task that adds it, queued. */
    record Arrived(StoredFile file, Task task) {}
}
