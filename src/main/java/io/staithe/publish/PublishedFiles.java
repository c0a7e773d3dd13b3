package io.staithe.publish;

import java.nio.file.Path;
import java.time.Instant;
import reactor.core.publisher.Mono;

/** The files of generations in a published storage, read. */
public interface PublishedFiles {
    /**
     * A file of a generation; empty where it has none of that path.
     *
     * @param staging where the generation is
     * @param path relative to the distribution, normalised
     */
    Mono<PublishedFile> file(String staging, String path);

    /** A by-hash file that any generation of a publication brought; empty where there is none. */
    Mono<PublishedFile> byHash(long publication, String path);

    /**
     * A file whose bytes never change.
     *
     * @param file absolute
     * @param modifiedAt when it was written, in whole seconds
     */
    record PublishedFile(Path file, long sizeBytes, String sha256, Instant modifiedAt) {}
}
