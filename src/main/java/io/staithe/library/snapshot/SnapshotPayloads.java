package io.staithe.library.snapshot;

import io.staithe.catalog.snapshot.Merging;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.library.task.Payloads.Target;
import java.util.List;

/** What the tasks of snapshots carry: version 1 of each. A change of their form needs a new version. */
public final class SnapshotPayloads {
    private SnapshotPayloads() {}

    /** A snapshot of a repository. */
    public record Snap(Target target, String name, String description) {}

    /**
     * A snapshot of other snapshots and chosen packages.
     *
     * @param packages keys, as they were given
     */
    public record Compose(String name, String description, List<Source> sources, List<String> packages) {
        /** Copies the lists. */
        public Compose {
            sources = List.copyOf(sources);
            packages = List.copyOf(packages);
        }
    }

    /** A merge of snapshots. */
    public record Merge(String name, List<Source> sources, Merging merging) {
        /** Copies the sources. */
        public Merge {
            sources = List.copyOf(sources);
        }
    }

    /** A new name and description; empty keeps. */
    public record EditSnapshot(Source snapshot, String name, String description) {}

    /** The drop of a snapshot. */
    public record DropSnapshot(Source snapshot, boolean forced) {}
}
