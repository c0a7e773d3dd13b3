package io.staithe.publish.generation;

import io.staithe.archive.ListedFile;
import io.staithe.publish.files.Staged;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Makes the indexes of an edition; the engine that reads only what changed takes the place of {@link FullRender}. */
public interface Render {
    /**
     * Writes the indexes in all their forms. Tells the files of the pool, page by page, and goes on when what was told
     * completes. Emits what a Release file lists when all of it is written; a cancel or an error leaves files behind.
     */
    Mono<Rendered> render(Edition edition, Staged staged, Function<List<PoolFile>, Mono<Void>> pool);

    /**
     * Rendered indexes.
     *
     * @param files every index in each of its forms
     * @param packages how many packages the components hold together
     */
    record Rendered(List<ListedFile> files, long packages) {}
}
