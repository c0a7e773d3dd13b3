package io.staithe.pool.file;

import io.staithe.pool.Location;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds kept files that nobody has changed for long, by the time of their inodes' last change. Blocks. */
final class OldFiles {
    private final Path pool;

    OldFiles(Path pool) {
        this.pool = pool;
    }

    /** The directories of the first level. */
    List<Path> firstDirectories() throws IOException {
        return entries(pool);
    }

    /** What was changed last after one instant, and until another, below one of them. */
    List<Location> below(Path first, Instant from, Instant to) throws IOException {
        List<Location> old = new ArrayList<>();
        for (Path entry : entries(first)) {
            for (Path file : isDirectory(entry) ? entries(entry) : List.of(entry)) {
                Instant changed = changedAt(file);
                if (changed.isAfter(from) && !changed.isAfter(to)) {
                    old.add(new Location(pool.relativize(file).toString()));
                }
            }
        }
        return old;
    }

    private static boolean isDirectory(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
                all.forEach(entries::add);
            }
        }
        return entries;
    }

    private static Instant changedAt(Path file) throws IOException {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        } catch (NoSuchFileException gone) {
            return Instant.MAX;
        }
    }
}
