package io.staithe.wiring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Makes files that nobody but their owner may read: mode 0600, durable, whole or not at all. Blocks. */
public final class SecretFile {
    private SecretFile() {}

    /** Puts the file in the place of one that may be there. */
    static void replace(Path file, byte[] secret) throws IOException {
        Path begun = file.resolveSibling(UUID.randomUUID() + ".new");
        try {
            make(begun, secret);
            Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(begun);
        }
        keepEntries(file);
    }

    /** Makes the file; where there is one that we could have made, it stays, else it fails. */
    public static void make(Path file, byte[] secret) throws IOException {
        Path begun = file.resolveSibling(UUID.randomUUID() + ".new");
        var own = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(begun, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), own)) {
            ByteBuffer bytes = ByteBuffer.wrap(secret);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.createLink(file, begun);
        } catch (FileAlreadyExistsException faster) {
            checkOwn(file, attributes(begun));
            return;
        } finally {
            Files.deleteIfExists(begun);
        }
        keepEntries(file);
    }

    private static void keepEntries(Path file) throws IOException {
        try (FileChannel entries = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private static void checkOwn(Path file, PosixFileAttributes ours) throws IOException {
        PosixFileAttributes found = attributes(file);
        if (!found.isRegularFile()
                || !found.owner().equals(ours.owner())
                || !found.permissions().equals(ours.permissions())) {
            throw new IOException(file + " is there, and is not a file (nor a link) of '"
                    + ours.owner().getName()
                    + "' with mode 0600: somebody else may know or have chosen what it holds; delete it");
        }
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
