package io.staithe.library.change;

import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.deb.PackageKey;
import io.staithe.library.addition.Entrance;
import java.util.List;
import java.util.stream.Stream;

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

    /** To what is added and taken. */
    Entrance entrance() {
        return Entrance.to(repository, Entrance.role(replaces));
    }

    /** To what goes. */
    Entrance exit() {
        return Entrance.to(repository, Role.MANAGE);
    }

    /** What is asked of those that are named by key. */
    Stream<Need> keyed(Entrance in, Entrance out) {
        Stream<Need> taken = takes.stream().flatMap(take -> in.of(take.keys()).stream());
        return Stream.concat(taken, out.of(removes).stream());
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
