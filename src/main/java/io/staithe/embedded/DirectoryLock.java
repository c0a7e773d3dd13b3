package io.staithe.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Broken;
import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exclusive claim of one process on a data directory, held until closed or until the process dies.
 *
 * <p>It is taken before anything else in the directory is touched: whoever holds it may stop a database server that an
 * earlier process left behind. The operating system gives it back at any kind of death; the file stays.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "staithe.lock";

    // The lock of a process is lost when it closes any descriptor of the file, so a second taker must not open it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock or refuses at once: {@code DIRECTORY_LOCKED} names the lock and its holder. */
    public static DirectoryLock take(Path directory) {
        try {
            Path file = directory.toRealPath().resolve(FILE);
            if (!HELD.add(file)) {
                throw refusal(directory, file);
            }
            try {
                return new DirectoryLock(file, exclusive(directory, file));
            } catch (IOException | RuntimeException failed) {
                HELD.remove(file);
                throw failed;
            }
        } catch (AccessDeniedException denied) {
            throw new Refused(
                    EmbeddedFault.DIRECTORY_DENIED,
                    "user " + System.getProperty("user.name") + " may not write " + denied.getFile()
                            + "; start as the directory's owner or set staithe.data-directory to another one");
        } catch (IOException failed) {
            throw new Broken(EmbeddedFault.LAUNCH_FAILED, "cannot lock " + directory + ": " + failed, failed);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static FileChannel exclusive(Path directory, Path file) throws IOException {
        FileChannel channel = open(file);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw refusal(directory, file);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
        return channel;
    }

    private static Refused refusal(Path directory, Path file) throws IOException {
        return new Refused(
                EmbeddedFault.DIRECTORY_LOCKED,
                "process " + Files.readString(file).strip() + " holds the lock " + file
                        + ": one gateway at a time uses the data directory " + directory
                        + "; stop it, or set staithe.data-directory to another one");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new Broken(EmbeddedFault.LAUNCH_FAILED, "cannot release " + file + ": " + failed, failed);
        } finally {
            HELD.remove(file);
        }
    }
}
