package io.staithe.publish;

import io.staithe.publish.Present.Origin;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publication.Signers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new generation as it was asked for: the payload of a task that updates a publication.
 *
 * @param publication the row
 * @param change what is set from now on; its signing is never kept
 * @param signers the chosen keys; null keeps those of before
 * @param switched the snapshots that components are switched to; the other components stay
 */
public record Renewal(
        long publication, Change change, @Nullable Signers signers, List<Origin> switched) {
    /** Copies the sources. */
    public Renewal {
        switched = List.copyOf(switched);
    }
}
