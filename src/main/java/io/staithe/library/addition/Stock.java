package io.staithe.library.addition;

import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.deb.PackageKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the database says, under the lock, of everything that a batch wants to shelve.
 *
 * @param kept the blobs that may be used
 * @param members what holds the slots
 * @param known the packages of these keys, members or not, with the SHA-256 of their files
 */
record Stock(Set<Long> kept, List<Member> members, Map<PackageKey, String> known) {
    Stock {
        kept = Set.copyOf(kept);
        members = List.copyOf(members);
        known = Map.copyOf(known);
    }

    boolean keeps(NewPackage arrival) {
        return arrival.blobs().allMatch(kept::contains);
    }

    /** Whether other bytes have this key: the files hash is 64 bits that anyone can bring to collide. */
    boolean collides(NewPackage arrival) {
        String sha256 = arrival.blob().digests().sha256();
        return !known.getOrDefault(arrival.key(), sha256).equals(sha256);
    }
}
