package io.staithe.library.copy;

import io.staithe.catalog.Repository.Description;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.library.copy.Copies.Manner;
import io.staithe.library.task.Payloads.Target;

/** What the tasks of this package carry: version 1 of each. */
final class CopyPayloads {
    private CopyPayloads() {}

    /**
     * A copy between repositories.
     *
     * @param query what is copied, in aptly's language
     */
    record Copy(Target destination, Target origin, String query, Manner how) {}

    /** A new repository of what a snapshot holds. */
    record Fill(Description repository, Source snapshot) {}
}
