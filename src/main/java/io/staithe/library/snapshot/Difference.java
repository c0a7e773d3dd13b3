package io.staithe.library.snapshot;

import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.deb.PackageKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A package that is in one of two sets and not in the other; both sides are there where the sets hold different
 * packages of one name and architecture.
 *
 * <p>Where several versions differ, they are paired in the order of their versions.
 *
 * @param left null where only the right set has it
 * @param right null where only the left set has it
 */
public record Difference(
        @Nullable PackageKey left, @Nullable PackageKey right) {
    private static final Comparator<Sided> BY_NAME =
            Comparator.comparing(sided -> sided.key().name().value());

    /** Whether both sets have something of that name and architecture. */
    public boolean isMatch() {
        return left != null && right != null;
    }

    /**
     * How two snapshots differ, by name of the package in byte order, then architecture; empty where they hold the
     * same. Both are read once, in pages; what is held in memory are the packages of one name.
     */
    public static Flux<Difference> between(SnapshotCatalog catalog, Snapshot left, Snapshot right) {
        if (left.repository().equals(right.repository()) && left.revision() == right.revision()) {
            return Flux.empty();
        }
        Flux<Sided> lefts = catalog.keys(left.repository(), left.revision()).map(key -> new Sided(true, key));
        Flux<Sided> rights = catalog.keys(right.repository(), right.revision()).map(key -> new Sided(false, key));
        return Flux.mergeComparing(BY_NAME, lefts, rights)
                .bufferUntilChanged(sided -> sided.key().name())
                .concatMapIterable(Difference::ofOneName, 1);
    }

    private static List<Difference> ofOneName(List<Sided> all) {
        Map<String, Sides> byArchitecture = new LinkedHashMap<>();
        all.stream()
                .sorted(Comparator.comparing(sided -> sided.key().architecture().value()))
                .forEach(sided -> byArchitecture
                        .computeIfAbsent(sided.key().architecture().value(), architecture -> Sides.none())
                        .add(sided));
        List<Difference> differences = new ArrayList<>();
        byArchitecture.values().forEach(sides -> sides.differences(differences));
        return differences;
    }

    /** A key of the left set or of the right one. */
    private record Sided(boolean isLeft, PackageKey key) {}

    /** What both sets have of one name and architecture. */
    private record Sides(Set<PackageKey> left, Set<PackageKey> right) {
        static Sides none() {
            return new Sides(new LinkedHashSet<>(), new LinkedHashSet<>());
        }

        void add(Sided sided) {
            (sided.isLeft() ? left : right).add(sided.key());
        }

        void differences(List<Difference> into) {
            List<PackageKey> lefts = only(left, right);
            List<PackageKey> rights = only(right, left);
            for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
                into.add(new Difference(at(lefts, i), at(rights, i)));
            }
        }

        private static List<PackageKey> only(Set<PackageKey> these, Set<PackageKey> others) {
            return these.stream()
                    .filter(key -> !others.contains(key))
                    .sorted(Comparator.comparing(PackageKey::version))
                    .toList();
        }

        private static @Nullable PackageKey at(List<PackageKey> keys, int index) {
            return index < keys.size() ? keys.get(index) : null;
        }
    }
}
