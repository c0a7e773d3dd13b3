package io.staithe.library.incoming;

import io.staithe.access.Caller;
import io.staithe.deb.upload.Changes.ListedFile;
import io.staithe.intake.UploadedFile;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Files that wait for their {@code .changes} file, each in an upload directory of its own. */
public interface StagedFiles {
    /**
     * For each listed name the caller's file below a directory that has the listed bytes, or where none has them the
     * last one that came under the name; none for a name that did not come. In no order.
     */
    Flux<UploadedFile> find(Caller caller, String below, Collection<ListedFile> listed);

    /**
     * Inserts the task and records beside it these files, as if all of them lay in the directory of the
     * {@code .changes} file; in one transaction. Emits the task, queued, after commit; nothing, and then nothing was
     * inserted, where one of the files is not there any more. Not repeatable.
     */
    Mono<Task> accept(NewTask task, UploadedFile changes, Collection<UploadedFile> files);

    /** Deletes files, where their bytes are still these, with their directories. Repeatable. */
    Mono<Void> forget(Collection<UploadedFile> files);
}
