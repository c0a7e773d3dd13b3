package io.staithe.publish.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;

/**
 * Changes to directories that others may make at the same time, and that must outlive a crash. Blocks.
 *
 * <p>What changed is told to a collection, so that many changes cost one {@link #sync}.
 */
final class Durable {
    private Durable() {}

    /** Makes a directory and those above it; tells each directory that got a new entry. */
    static void makeDirectories(Path directory, Collection<Path> changed) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        makeDirectories(parent(directory), changed);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException other) {
            if (!Files.isDirectory(directory)) {
                throw other;
            }
        }
        changed.add(parent(directory));
    }

    /**
     * Tells a directory and those above it up to a root: whoever made one of them may not have brought it to disk yet.
     */
    static void addUpTo(Path root, Path directory, Collection<Path> changed) {
        for (Path above = directory; above.startsWith(root); above = parent(above)) {
            changed.add(above);
        }
    }

    /** The directory that a path of the published storage lies in. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    /** Brings entries of directories, or bytes of files, to disk; one that is gone is fine. */
    static void sync(Collection<Path> paths) throws IOException {
        for (Path path : paths) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (NoSuchFileException gone) {
                continue;
            }
        }
    }

    /** Makes a link lead to a target, in one step; tells its directory where that was not so before. */
    static void link(Path link, Path target, Path temporary, Collection<Path> changed) throws IOException {
        Path relative = parent(link).relativize(target);
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(relative)) {
            return;
        }
        makeDirectories(parent(link), changed);
        makeDirectories(temporary, changed);
        Path made = Files.createSymbolicLink(temporary.resolve(UUID.randomUUID().toString()), relative);
        replace(made, link);
        changed.add(parent(link));
    }

    /** Gives a finished file or link its name in one step; takes it away where that fails. */
    static void replace(Path made, Path name) throws IOException {
        try {
            Files.move(made, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            Files.deleteIfExists(made);
            throw failed;
        }
    }
}
