package io.staithe.publish.generation;

import io.staithe.archive.ListedFile;
import io.staithe.publish.files.Staged;
import io.staithe.publish.generation.Finished.Reach;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Makes the indexes of an edition and takes the pool paths that it shows. */
public interface Render {
    /**
     * Writes the indexes in all their forms and stages the claims of the pool. Emits what a Release file lists when all
     * of it is written; a cancel or an error leaves files behind.
     */
    Mono<Rendered> render(Edition edition, Staged staged, Phases phases);

    /** What its settings make of the bytes: another text where the same content would be rendered otherwise. */
    String form();

    /**
     * Rendered indexes.
     *
     * @param files every index in each of its forms
     * @param packages how many packages the components hold together
     * @param indexes the list of each index, by its directory
     * @param reach what was staged of the pool
     */
    record Rendered(List<ListedFile> files, long packages, Map<String, Long> indexes, Reach reach) {}
}
