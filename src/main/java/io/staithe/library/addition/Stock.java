package io.staithe.library.addition;

import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Shelf;
import io.staithe.deb.PackageKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the database says, under the lock, of everything that a batch wants to shelve.
 *
 * @param kept the blobs that may be used
 * @param members what holds the slots
 * @param known the packages of these keys, members or not, with the SHA-256 of their files
 * @param ahead the rows of other packages that were written for this batch
 * @param present which of these rows are there
 */
record Stock(
        Set<Long> kept,
        List<Member> members,
        Map<PackageKey, String> known,
        Map<PackageKey, Long> ahead,
        Set<Long> present) {
    Stock {
        kept = Set.copyOf(kept);
        members = List.copyOf(members);
        known = Map.copyOf(known);
        ahead = Map.copyOf(ahead);
        present = Set.copyOf(present);
    }

    /**
     * Puts a package into its slot, as one that the catalogue knows where its row is there, and takes out what goes for
     * it.
     */
    void put(NewPackage arrival, Shelf shelf, List<PackageKey> surplus) {
        Long row = ahead.get(arrival.key());
        if (row == null || !present.contains(row)) {
            shelf.put(arrival, surplus);
            return;
        }
        shelf.put(arrival.stocked(row), surplus);
    }

    boolean keeps(NewPackage arrival) {
        return arrival.blobs().allMatch(kept::contains);
    }

    /**
     * The SHA-256 of other bytes that have this key: the files hash is 64 bits that anyone can bring to collide.
     */
    Optional<String> collision(NewPackage arrival) {
        return Optional.ofNullable(known.get(arrival.key()))
                .filter(sha256 -> !sha256.equals(arrival.blob().digests().sha256()));
    }
}
