package io.staithe.publish.files;

import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The pool of a prefix as outside web servers see it: hard links to blobs, or copies where a link cannot reach. Blocks.
 *
 * <p>The gateway itself serves by claim and digest, never by these.
 */
public final class PoolLinks {
    private final PublishedPaths paths;
    private final Pool pool;

    /** Links to blobs of a pool. */
    public PoolLinks(PublishedPaths paths, Pool pool) {
        this.paths = paths;
        this.pool = pool;
    }

    /** Makes each path lead to its bytes, whatever it led to before; on disk when it returns. Repeatable. */
    public void link(String prefix, Collection<Link> links) throws IOException {
        Set<Path> changed = new HashSet<>();
        Path root = paths.prefix(prefix);
        for (Link link : links) {
            Path name = root.resolve(link.path()).normalize();
            if (!name.startsWith(paths.pool(prefix))) {
                throw new IOException("the path " + link.path() + " is outside the pool");
            }
            link(name, link.location(), changed);
        }
        Durable.sync(changed);
    }

    private void link(Path name, Location location, Set<Path> changed) throws IOException {
        Durable.makeDirectories(Durable.parent(name), changed);
        Optional<Path> blob = pool.file(location);
        changed.add(Durable.parent(name));
        if (blob.isPresent() && isLinked(name, blob.get())) {
            return;
        }
        Durable.makeDirectories(paths.temporary(), changed);
        Path made = paths.temporary().resolve(UUID.randomUUID().toString());
        if (blob.isEmpty() || !canLink(made, blob.get())) {
            copy(location, made);
        }
        Durable.replace(made, name);
    }

    /** Links straight to a new name; true also where the name leads to the blob already. */
    private static boolean isLinked(Path name, Path blob) throws IOException {
        try {
            Files.createLink(name, blob);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return Files.isSameFile(name, blob);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException elsewhere) {
            return false;
        }
    }

    private static boolean canLink(Path made, Path blob) {
        try {
            Files.createLink(made, blob);
            return true;
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return false;
        }
    }

    private void copy(Location location, Path made) throws IOException {
        try (InputStream in = pool.open(location);
                OutputStream out = new DigestedFile(made, "")) {
            in.transferTo(out);
        }
    }

    /**
     * A path and the bytes behind it.
     *
     * @param path relative to the prefix
     */
    public record Link(String path, Location location) {}
}
