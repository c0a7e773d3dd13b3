package io.staithe.library.pull;

import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import java.util.List;

/**
 * A pull: the payload of its task, version 1.
 *
 * @param name of the snapshot to be made
 * @param target what packages are pulled into
 * @param source what they are taken from
 * @param queries which ones, in aptly's language
 */
record Pull(
        String name, Source target, Source source, List<String> queries, List<String> architectures, Pulls.Manner how) {
    Pull {
        queries = List.copyOf(queries);
        architectures = List.copyOf(architectures);
    }
}
