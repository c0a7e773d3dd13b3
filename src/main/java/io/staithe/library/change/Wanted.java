package io.staithe.library.change;

import io.staithe.deb.PackageKey;
import java.util.List;

/**
 * What is to become of one repository.
 *
 * @param repository its name
 * @param adds SHA-256 digests, lower-case hexadecimal, of packages that are here already
 * @param removes packages that are in it
 * @param replaces whether other bytes of the same name, version and architecture give way
 */
public record Wanted(
        String repository, List<String> adds, List<PackageKey> removes, List<Taking> takes, boolean replaces) {
    /** Copies the lists, each digest and key once. */
    public Wanted {
        adds = adds.stream().distinct().toList();
        removes = removes.stream().distinct().toList();
        takes = List.copyOf(takes);
    }

    /** One package by digest. */
    public static Wanted addition(String repository, String sha256, boolean replaces) {
        return new Wanted(repository, List.of(sha256), List.of(), List.of(), replaces);
    }

    boolean isEmpty() {
        return adds.isEmpty()
                && removes.isEmpty()
                && takes.stream().allMatch(take -> take.keys().isEmpty());
    }

    /**
     * Packages that another repository has.
     *
     * @param from its name
     */
    public record Taking(String from, List<PackageKey> keys) {
        /** Copies the keys, each once. */
        public Taking {
            keys = keys.stream().distinct().toList();
        }
    }
}
