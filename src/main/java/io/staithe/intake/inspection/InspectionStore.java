package io.staithe.intake.inspection;

import io.staithe.deb.PackageKind;
import io.staithe.pool.Blob;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Findings that are kept with their blobs, by kind of file and version of the inspector. */
public interface InspectionStore {
    /** What the inspector of this version found in these blobs, as whatever kind; nothing for those never inspected. */
    Flux<Found> find(Collection<Long> blobs, int inspector);

    /** Stores findings; pending ones and those of another kind or version stay beside. Repeatable. */
    Mono<Void> save(long blob, Findings findings, int inspector);

    /** Kept blobs whose contents were not yet read by the inspector of this version, oldest first. */
    Flux<Pending> pending(int inspector, int limit);

    /**
     * Findings of a blob; without the file list, which nobody reads from here.
     *
     * @param blob the row of the bytes
     */
    record Found(long blob, Findings findings) {}

    /** A blob that was uploaded as a kind of file and waits for its contents to be read. */
    record Pending(Blob blob, PackageKind kind) {}
}
