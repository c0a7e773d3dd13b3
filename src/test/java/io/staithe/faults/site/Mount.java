package io.staithe.faults.site;

import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system in memory in place of a directory, where this process may mount one. */
final class Mount {
    private static final String SIZE = "size=1g";

    private Mount() {}

    /** Mounts one where that is allowed; else the directory stays on the disk. */
    static void tryAt(Path directory) throws IOException {
        Files.createDirectories(directory);
        Command.run(List.of("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", directory.toString()));
    }

    static boolean isMounted(Path directory) {
        return Command.run(List.of("mountpoint", "-q", directory.toString())).code() == 0;
    }

    static void release(Path directory) {
        if (isMounted(directory)) {
            Command.run(List.of("umount", "-l", directory.toString())).succeeded();
        }
    }
}
