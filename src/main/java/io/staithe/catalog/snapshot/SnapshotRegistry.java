package io.staithe.catalog.snapshot;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.deb.PackageKey;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Snapshots and their lists come and go, inside a transaction of the caller's. */
public interface SnapshotRegistry {
    /**
     * The present revision of a living repository, which is read under {@code FOR SHARE}: it holds every change that
     * was committed before. {@link CatalogFault#UNKNOWN_REPOSITORY} where it was dropped.
     */
    Mono<Contents> present(RepositoryId repository);

    /**
     * Locks snapshots so that nobody drops them before this transaction ends; emits them in the order of the rows
     * given. {@link CatalogFault#UNKNOWN_SNAPSHOT} where one was dropped.
     */
    Mono<List<Snapshot>> share(List<Source> sources);

    /** What shared snapshots hold together by a rule: what the one of them holds where that is all, else a new list. */
    Mono<Contents> merge(List<Snapshot> shared, Merging merging);

    /**
     * A new list of what shared snapshots hold together, the later one replacing, less some packages and with others
     * on top, each of which takes its slot. {@link CatalogFault#UNKNOWN_PACKAGE} for a key on top that the catalogue
     * does not know, {@link CatalogFault#BYTES_GONE} where its bytes are not kept any more.
     */
    Mono<Contents> amend(List<Snapshot> shared, Amendment amendment);

    /** Names what a snapshot is to hold; empty where a living one has the name: what was made for it is rolled back. */
    Mono<Snapshot> create(Draft draft, Contents contents);

    /** Locks a living snapshot for a change; empty where there is none of that row. */
    Mono<Snapshot> lock(long snapshot);

    /**
     * Gives a locked snapshot another name and description; {@link CatalogFault#SNAPSHOT_NAME_TAKEN} where another
     * living one has the name.
     */
    Mono<Snapshot> describe(long snapshot, String name, String description);

    /** Whether and how a locked snapshot is read. */
    Mono<Uses> uses(long snapshot);

    /** Makes a locked snapshot a tombstone, and the list that only it named a thing of the past. */
    Mono<Void> drop(long snapshot);

    /**
     * A snapshot as a task refers to it.
     *
     * @param id its row
     * @param name its name at acceptance, for messages
     */
    record Source(long id, String name) {}

    /**
     * What a snapshot holds.
     *
     * @param packages how many packages; null where nobody counted
     */
    record Contents(
            RepositoryId repository,
            long revision,
            @Nullable Long packages) {}

    /**
     * A snapshot to be named.
     *
     * @param sourceKind {@code local} or {@code snapshot}, as aptly tells them
     * @param sources the snapshots that it is made from
     */
    record Draft(String name, String description, String sourceKind, List<Snapshot> sources) {
        /** Copies the sources. */
        public Draft {
            sources = List.copyOf(sources);
        }
    }

    /** What is taken from a list, and then put onto it. */
    record Amendment(Collection<PackageKey> removed, Collection<PackageKey> added) {
        /** Copies the keys. */
        public Amendment {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
        }
    }

    /**
     * Who reads a snapshot.
     *
     * @param publications how many living publications have it as a source
     * @param snapshots how many living snapshots were made from it
     */
    record Uses(long publications, long snapshots) {}
}
