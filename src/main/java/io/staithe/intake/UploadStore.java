package io.staithe.intake;

import io.staithe.access.Caller;
import io.staithe.intake.inspection.Findings;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of upload directories and their files. */
public interface UploadStore {
    /**
     * Records files in a directory, which is made where it is missing; a file of the same name is replaced. All or none
     * of them. Where the same bytes are kept already, that blob is touched and used.
     *
     * <p>Emits once, after commit, the files in their order; nothing, and then nothing was recorded, where the
     * directory is another caller's, whether the caller is admin or not. After an error the outcome may be unknown;
     * then {@code Blobs.renounce} settles it.
     *
     * @param files with distinct names; may be empty
     */
    Mono<List<StoredFile>> record(Caller caller, DirectoryName directory, List<NewFile> files);

    /** The first parts of the names of the caller's directories, distinct, in byte order; of all, for who is admin. */
    Flux<String> directories(Caller caller);

    /** The name, where there is such a directory or one below it; else, and where it is somebody else's, empty. */
    Mono<DirectoryName> find(Caller caller, DirectoryName directory);

    /** Whether there is such a directory that somebody else made. Emits once. */
    Mono<Boolean> isOfOthers(Caller caller, DirectoryName directory);

    /** The caller's files of a directory and of those below it, by name and then directory, in byte order. */
    Flux<UploadedFile> files(Caller caller, DirectoryName directory);

    /** Deletes a directory and those below it that are the caller's, and the rows of their files. Repeatable. */
    Mono<Void> delete(Caller caller, DirectoryName directory);

    /** Deletes the row of a file of the caller's. Repeatable. */
    Mono<Void> delete(Caller caller, DirectoryName directory, FileName name);

    /**
     * A file whose bytes are in the pool.
     *
     * @param findings what inspection found; null for files that are no packages
     */
    record NewFile(
            FileName name,
            Digests digests,
            Location location,
            @Nullable Findings findings) {}

    /**
     * A file that was recorded.
     *
     * @param file what was handed in
     * @param blob the bytes that count: those of the file, or equal ones that were there before
     */
    record StoredFile(NewFile file, Blob blob) {
        /** Whether equal bytes were there before, so that the file's own are not needed. */
        boolean lostTheRace() {
            return !file.location().equals(blob.location());
        }
    }
}
