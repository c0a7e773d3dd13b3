package io.staithe.publish.generation;

import io.staithe.publish.files.HashedFile;
import java.util.Collection;
import reactor.core.publisher.Mono;

/** The rows of files that the generations of a publication share under their digests. */
public interface HashedFileStore {
    /**
     * Keeps the sweeper from files of an edition, whether they are there or not: whoever links them after this finds
     * them there at the switch, which proves it. Waits for those that are being deleted; overtaken where that takes
     * long. Repeatable.
     */
    Mono<Void> hold(Edition edition, Collection<HashedFile> files);
}
