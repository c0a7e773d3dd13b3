package io.staithe.publish.files;

import io.staithe.archive.ArchivePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a staged generation, as it lists them.
 *
 * @param entries in the order of their writing
 */
public record Manifest(List<Entry> entries) {
    private static final Set<String> RELEASES =
            Set.of(ArchivePaths.RELEASE, ArchivePaths.RELEASE_GPG, ArchivePaths.IN_RELEASE);

    /** Copies the entries. */
    public Manifest {
        entries = List.copyOf(entries);
    }

    /** Reads that of a generation. Blocks. */
    public static Manifest read(PublishedPaths paths, String staging) throws IOException {
        return new Manifest(Files.readAllLines(paths.manifest(staging)).stream()
                .map(line -> entry(line.split(" ", 3), paths.dists(staging)))
                .toList());
    }

    private static Entry entry(String[] columns, Path dists) {
        boolean virtual = columns[2].startsWith(PublishedPaths.VIRTUAL);
        String path = virtual ? columns[2].substring(PublishedPaths.VIRTUAL.length()) : columns[2];
        return new Entry(path, columns[0], Long.parseLong(columns[1]), dists.resolve(path), virtual);
    }

    /** What names all the others, and is to be seen last: InRelease, or Release where nothing is signed. */
    public Entry seal() {
        return entries.stream()
                .filter(entry -> entry.path().equals(ArchivePaths.IN_RELEASE))
                .findFirst()
                .or(() -> entries.stream()
                        .filter(entry -> entry.path().equals(ArchivePaths.RELEASE))
                        .findFirst())
                .orElseThrow();
    }

    /** The indexes, which Release files name. */
    public List<Entry> indexes() {
        return entries.stream().filter(Entry::isIndex).toList();
    }

    /** Release files but the seal. */
    public List<Entry> releases() {
        return entries.stream()
                .filter(entry -> !entry.isIndex() && !entry.equals(seal()))
                .toList();
    }

    /**
     * A file of a generation.
     *
     * @param path relative to the distribution
     * @param sha256 lower-case hexadecimal
     * @param file where it is staged
     * @param isVirtual whether it is not written, and put together when it is asked for
     */
    public record Entry(String path, String sha256, long sizeBytes, Path file, boolean isVirtual) {
        boolean isIndex() {
            return !RELEASES.contains(path);
        }

        /** The same bytes under their digest; empty for what no Release file names. */
        public Optional<String> byHash() {
            return isIndex()
                    ? Optional.of(path.substring(0, path.lastIndexOf('/') + 1) + ArchivePaths.BY_HASH + "/"
                            + ArchivePaths.SHA256 + "/" + sha256)
                    : Optional.empty();
        }
    }
}
