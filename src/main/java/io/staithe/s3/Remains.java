package io.staithe.s3;

import io.staithe.s3.Bucket.Listed;
import io.staithe.s3.Distributions.Kept;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a group has in its bucket, against what it is to have.
 *
 * @param kept what the living names have
 * @param listed what was there
 */
record Remains(Collection<Kept> kept, Map<String, Listed> listed) {
    private static final Set<String> RELEASES = Set.of("InRelease", "Release.gpg", "Release");
    private static final String BY_HASH = "/by-hash/";

    /**
     * The paths that nothing shows: all of names that do not live; of the others Release files at once, indexes where
     * nobody wrote them since an instant. Files by hash of living names are the sweeper's.
     */
    List<String> unshown(Instant old) {
        return listed.values().stream()
                .filter(found -> isUnshown(found, old))
                .map(Listed::path)
                .sorted()
                .toList();
    }

    private boolean isUnshown(Listed found, Instant old) {
        Optional<Kept> owner = kept.stream()
                .filter(name -> found.path().startsWith(name.directory()))
                .max(Comparator.comparingInt(name -> name.directory().length()));
        if (owner.isEmpty()) {
            return true;
        }
        String path = found.path().substring(owner.get().directory().length());
        return kept.stream().noneMatch(name -> name.has(found.path()))
                && !path.contains(BY_HASH)
                && (RELEASES.contains(path) || found.changedAt().isBefore(old));
    }

    static boolean isRelease(String path) {
        return RELEASES.contains(path.substring(path.lastIndexOf('/') + 1));
    }
}
