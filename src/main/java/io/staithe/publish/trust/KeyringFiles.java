package io.staithe.publish.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/**
 * The files of keyrings: each is replaced as a whole and durably, and changed by one at a time, of this process and of
 * others that share the directory. Blocks.
 *
 * <pre>
 * trusted/
 *   NAME      certificates, binary, as gpg --keyring and gpgv read them
 *   .NAME.new what is being written
 *   .lock     held while one is changed
 * </pre>
 */
final class KeyringFiles {
    private final Path directory;

    KeyringFiles(Path directory) {
        this.directory = directory;
    }

    byte[] read(String name) throws IOException {
        try {
            return Files.readAllBytes(directory.resolve(name));
        } catch (NoSuchFileException missing) {
            return new byte[0];
        }
    }

    synchronized void change(String name, UnaryOperator<byte[]> change) throws IOException {
        Files.createDirectories(directory);
        try (FileChannel lock = FileChannel.open(
                        directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (held.isValid()) {
                replace(name, change.apply(read(name)));
            }
        }
    }

    private void replace(String name, byte[] content) throws IOException {
        Path begun = directory.resolve("." + name + ".new");
        try (FileChannel file = FileChannel.open(
                begun, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(begun, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
