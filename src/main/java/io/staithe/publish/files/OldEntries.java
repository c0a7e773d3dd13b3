package io.staithe.publish.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Entries of directories by when they were changed last: by their inodes, so that a rename or a link counts. Blocks.
 */
record OldEntries(Clock clock) {
    /** The names in a directory; none where it is none. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }

    /** The directories in a directory, links to some left out. */
    static List<Path> directories(Path directory) throws IOException {
        return names(directory).stream()
                .map(directory::resolve)
                .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** What in a directory nobody has changed for so long, but somebody since an instant. */
    List<Path> in(Path directory, Instant from, Duration age) throws IOException {
        List<Path> old = new ArrayList<>();
        for (String name : names(directory)) {
            Path entry = directory.resolve(name);
            if (has(entry, from, age)) {
                old.add(entry);
            }
        }
        return old;
    }

    /** Of these the files; links to directories are of whoever put a part of the pool elsewhere. */
    List<Path> files(Path directory, Instant from, Duration age) throws IOException {
        return in(directory, from, age).stream()
                .filter(entry -> !Files.isDirectory(entry))
                .toList();
    }

    /** Whether nobody has changed an entry for so long, but somebody since an instant. */
    boolean has(Path entry, Instant from, Duration age) throws IOException {
        try {
            Instant changed =
                    ((FileTime) Files.getAttribute(entry, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
            return changed.isAfter(from) && changed.isBefore(clock.instant().minus(age));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }
}
