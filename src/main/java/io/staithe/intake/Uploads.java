package io.staithe.intake;

import io.staithe.access.Caller;
import java.util.List;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases of upload directories. */
public final class Uploads {
    /**
     * Receives files into a directory, which is made where it is missing; a file of the same name is replaced.
     *
     * <p>Admission comes before the first body is subscribed to. The files are read one after the other; all of them
     * are recorded, or none. Emits their names in the order of arrival, after everything is durable. An error or a
     * cancel leaves no file, no row and no buffer.
     *
     * @param declaredBytes the length that the client announced for the whole body
     */
    public Mono<List<String>> receive(
            Caller caller, String directory, Flux<IncomingFile> files, OptionalLong declaredBytes) {
        throw new IllegalStateException("skeleton");
    }

    /** The top-level names of the directories, in byte order. */
    public Flux<String> directories(Caller caller) {
        throw new IllegalStateException("skeleton");
    }

    /** The files of a directory in byte order; none for an empty one, {@code UNKNOWN_DIRECTORY} for a missing one. */
    public Flux<UploadedFile> files(Caller caller, String directory) {
        throw new IllegalStateException("skeleton");
    }

    /** Deletes a directory with its files; a missing one is fine. */
    public Mono<Void> deleteDirectory(Caller caller, String directory) {
        throw new IllegalStateException("skeleton");
    }

    /** Deletes a file; the directory stays. A missing one is fine. */
    public Mono<Void> deleteFile(Caller caller, String directory, String name) {
        throw new IllegalStateException("skeleton");
    }
}
