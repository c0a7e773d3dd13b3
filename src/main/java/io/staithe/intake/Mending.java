package io.staithe.intake;

import io.staithe.intake.UploadStore.StoredFile;
import io.staithe.pool.Blobs;
import io.staithe.pool.Pool;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks at the files of equal bytes that were kept before, so that no upload gives up its own copy for one that is
 * gone.
 *
 * <p>A row whose file is missing, or has another size, gets the upload's own file: everybody who names the row has its
 * bytes again. What is left of the old file is an orphan.
 */
final class Mending {
    private static final Logger LOG = LoggerFactory.getLogger(Mending.class);

    private final Pool pool;
    private final Blobs blobs;

    Mending(Pool pool, Blobs blobs) {
        this.pool = pool;
        this.blobs = blobs;
    }

    /**
     * Emits how many rows did not have their bytes; where there was one, what was recorded is out of date. Repeatable.
     */
    Mono<Long> mend(Collection<StoredFile> stored) {
        return Flux.fromIterable(stored)
                .filter(StoredFile::lostTheRace)
                .filterWhen(loser -> isWhole(loser).map(whole -> !whole))
                .concatMap(loser -> mended(loser).thenReturn(loser))
                .count();
    }

    private Mono<Boolean> isWhole(StoredFile loser) {
        return pool.sizeBytes(loser.blob().location())
                .map(size -> size == loser.blob().digests().sizeBytes())
                .defaultIfEmpty(false);
    }

    private Mono<Void> mended(StoredFile loser) {
        return blobs.relocate(loser.blob(), loser.file().location())
                .doOnNext(blob -> LOG.warn(
                        "event=blob.mended blob={} lost={} location={}",
                        blob.id(),
                        loser.blob().location(),
                        blob.location()))
                .then();
    }
}
