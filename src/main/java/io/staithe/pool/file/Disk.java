package io.staithe.pool.file;

import com.sun.nio.file.ExtendedOpenOption;
import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.pool.PoolFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that write to a disk, each of which may find it full or broken; tests put a failing one in its place. */
class Disk {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Duration RETRY_WHEN_FULL = Duration.ofMinutes(1);

    /** Makes a file that must not be there yet, readable by all whatever the umask. */
    FileChannel create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(file, FILE);
        return channel;
    }

    /** Opens a file to write more of it; makes it where it is missing. */
    FileChannel goOn(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(file, FILE);
        return channel;
    }

    /** A second way into a file that passes the page cache by; null where the file system has none. */
    @Nullable
    FileChannel openDirectly(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
        } catch (UnsupportedOperationException | FileSystemException without) {
            return null;
        }
    }

    /** Writes all bytes to where the channel stands. */
    void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
        int first = 0;
        while (first < bytes.length) {
            channel.write(bytes, first, bytes.length - first);
            while (first < bytes.length && !bytes[first].hasRemaining()) {
                first++;
            }
        }
    }

    /** Makes the bytes and the metadata of a file survive a crash. */
    void syncFile(Path file) throws IOException {
        sync(file, StandardOpenOption.WRITE);
    }

    /** Makes the entries of a directory survive a crash. */
    void syncDirectory(Path directory) throws IOException {
        sync(directory, StandardOpenOption.READ);
    }

    /** Renames within one file system, in one step. */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Bytes that an ordinary user may still write. */
    long free(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** How large the file system is. */
    long total(Path directory) throws IOException {
        return Files.getFileStore(directory).getTotalSpace();
    }

    /** The fault that a failure of the disk is. */
    static Fault fault(IOException failure, String what) {
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("no space left") || reason.contains("quota exceeded")) {
            return new Exhausted(PoolFault.DISK_FULL, "cannot write " + what + ": the disk is full", RETRY_WHEN_FULL);
        }
        return new Broken(PoolFault.DISK_FAILED, "cannot write " + what + ": " + failure, failure);
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
