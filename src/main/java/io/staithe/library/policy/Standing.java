package io.staithe.library.policy;

import io.staithe.catalog.Member;
import io.staithe.catalog.Slot;
import io.staithe.deb.PackageKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a repository holds, as far as its policies ask for it, while packages come one after the other. Lives within one
 * transaction; not safe for threads.
 */
final class Standing {
    private final Map<Line, NavigableMap<String, PackageKey>> lines = new HashMap<>();
    private final Map<PackageKey, Long> sizes = new HashMap<>();
    private long packages;
    private long bytes;

    /** Nothing yet. */
    Standing() {}

    /** Counts what the repository holds in all. */
    void count(long morePackages, long moreBytes) {
        packages += morePackages;
        bytes += moreBytes;
    }

    /** Knows the sizes of members. */
    void size(Collection<Member> members, Map<Long, Long> bytesOf) {
        members.forEach(member -> sizes.put(member.key(), bytesOf.getOrDefault(member.membership(), 0L)));
    }

    /** Knows members as those of their lines. */
    void line(Collection<Member> members) {
        members.forEach(member -> line(member.key()).put(versionKey(member.key()), member.key()));
    }

    /** Does not count a member any more. */
    void leave(Member member) {
        count(-1, -sizeBytes(member.key()));
    }

    /** The highest version of the line of a package; null where there is none. */
    @Nullable
    PackageKey highest(PackageKey key) {
        var entry = line(key).lastEntry();
        return entry == null ? null : entry.getValue();
    }

    /** How many versions of its line are higher than that of a package. */
    int higher(PackageKey key) {
        return line(key).tailMap(versionKey(key), false).size();
    }

    /** The lowest versions of a package's line, without its own, that are too many once it is there. */
    List<PackageKey> surplus(PackageKey key, long newest) {
        NavigableMap<String, PackageKey> others = new TreeMap<>(line(key));
        others.remove(versionKey(key));
        return others.values().stream()
                .limit(Math.max(0, others.size() + 1 - newest))
                .toList();
    }

    long packages() {
        return packages;
    }

    long bytes() {
        return bytes;
    }

    long sizeBytes(PackageKey key) {
        return sizes.getOrDefault(key, 0L);
    }

    /** A package has come, and others went for it. */
    void enter(Entrant entrant, Collection<PackageKey> gone) {
        gone.forEach(key -> {
            count(-1, -sizeBytes(key));
            line(key).remove(versionKey(key), key);
        });
        count(1, entrant.sizeBytes());
        sizes.put(entrant.key(), entrant.sizeBytes());
        line(entrant.key()).put(versionKey(entrant.key()), entrant.key());
    }

    private NavigableMap<String, PackageKey> line(PackageKey key) {
        return lines.computeIfAbsent(Line.of(key), line -> new TreeMap<>());
    }

    private static String versionKey(PackageKey key) {
        return Slot.of(key).versionKey();
    }
}
