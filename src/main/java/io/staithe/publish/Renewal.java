package io.staithe.publish;

import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publication.Signers;
import org.jspecify.annotations.Nullable;

/**
 * A new generation as it was asked for: the payload of a task that updates a publication.
 *
 * @param publication the row
 * @param change what is set from now on; its signing is never kept
 * @param signers the chosen keys; null keeps those of before
 */
public record Renewal(
        long publication, Change change, @Nullable Signers signers) {}
