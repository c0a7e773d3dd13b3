package io.staithe.pool.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;

/** Deletes leftovers in spool directories. Blocks. */
final class SpoolSweep {
    private final PoolPaths paths;
    private final String start;

    /** A sweep that spares the uploads whose names begin with this start's mark. */
    SpoolSweep(PoolPaths paths, String start) {
        this.paths = paths;
        this.start = start;
    }

    /** Makes the directory of this instance where it is missing, and empties it and those of lapsed ones. */
    long run(Collection<String> lapsed) throws IOException {
        Path own = paths.spoolDirectory();
        if (!Files.isDirectory(own)) {
            Files.createDirectories(
                    own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        long deleted = empty(own);
        for (String instance : lapsed) {
            Path directory = paths.spoolDirectory(instance);
            if (Files.isDirectory(directory)) {
                deleted += empty(directory);
            }
        }
        return deleted;
    }

    private long empty(Path directory) throws IOException {
        long deleted = 0;
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                directory, file -> !file.getFileName().toString().startsWith(start))) {
            for (Path leftover : leftovers) {
                deleted += Files.deleteIfExists(leftover) ? 1 : 0;
            }
        }
        return deleted;
    }
}
