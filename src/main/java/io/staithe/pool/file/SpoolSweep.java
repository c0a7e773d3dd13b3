package io.staithe.pool.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Deletes leftovers in spool directories but for partial files, which have rows. Blocks. */
final class SpoolSweep {
    private final PoolPaths paths;
    private final String start;

    /** A sweep that spares the uploads whose names begin with this start's mark. */
    SpoolSweep(PoolPaths paths, String start) {
        this.paths = paths;
        this.start = start;
    }

    /** Empties the directory of this instance and those of lapsed ones. */
    long run(Collection<String> lapsed) throws IOException {
        long deleted = empty(paths.spoolDirectory());
        for (String instance : lapsed) {
            deleted += empty(paths.spoolDirectory(instance));
        }
        return deleted;
    }

    private long empty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        long deleted = 0;
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                directory, file -> isLeftover(file.getFileName().toString()))) {
            for (Path leftover : leftovers) {
                deleted += Files.deleteIfExists(leftover) ? 1 : 0;
            }
        }
        return deleted;
    }

    private boolean isLeftover(String name) {
        return !name.startsWith(start) && !name.startsWith(PoolPaths.PARTIAL);
    }
}
