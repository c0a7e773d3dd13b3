package io.staithe.pool.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes directories that survive a crash, and remembers which ones do.
 *
 * <p>Whoever made a directory before may have crashed before its parent was durable, so each is made durable once in
 * the life of this object. At most 257 are remembered. Blocks; threads: any.
 */
final class DurableDirectories {
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Disk disk;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    DurableDirectories(Disk disk) {
        this.disk = disk;
    }

    /** Sees to a directory and its parents below a root. */
    void ensure(Path root, Path directory) throws IOException {
        if (durable.contains(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (!directory.equals(root) && parent != null) {
            ensure(root, parent);
        }
        make(directory);
        if (parent != null) {
            disk.syncDirectory(parent);
        }
        durable.add(directory);
    }

    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, OPEN);
        } catch (FileAlreadyExistsException another) {
            // Another thread or instance was faster; its directory is as good.
        }
    }
}
