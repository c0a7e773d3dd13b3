package io.staithe.publish.files;

import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.publish.files.Outside.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of a prefix as outside web servers see it: links to blobs as the storage wants them, or copies. Blocks.
 *
 * <p>The gateway itself serves by claim and digest, never by these.
 */
final class PoolLinks {
    private static final Logger LOG = LoggerFactory.getLogger(PoolLinks.class);

    private final PublishedPaths paths;
    private final LinkMethod method;
    private final Pool pool;

    /** Links in a storage to blobs of a pool. */
    PoolLinks(PublishedPaths paths, LinkMethod method, Pool pool) {
        this.paths = paths;
        this.method = method;
        this.pool = pool;
    }

    /**
     * Makes paths that nobody has lead to their bytes, and leaves the others alone; on disk when it returns. Tells what
     * leads to its bytes now. Repeatable; whoever comes late takes nothing from anybody.
     */
    List<Link> add(String prefix, Collection<Link> links) throws IOException {
        return each(prefix, links, this::added);
    }

    /**
     * Makes each path lead to its bytes, whatever it led to before; on disk when it returns. Tells what does: all but
     * those whose bytes are not in the pool, and those with something in their way. Repeatable.
     */
    List<Link> replace(String prefix, Collection<Link> links) throws IOException {
        return each(prefix, links, this::replaced);
    }

    private List<Link> each(String prefix, Collection<Link> links, Step step) throws IOException {
        Set<Path> changed = new HashSet<>();
        List<Link> done = new ArrayList<>();
        for (Link link : links) {
            Path name = name(prefix, link.path());
            Durable.makeDirectories(Durable.parent(name), changed);
            Durable.addUpTo(paths.root(), Durable.parent(name), changed);
            if (step.leads(name, link.location(), changed)) {
                done.add(link);
            }
        }
        Durable.sync(changed);
        return done;
    }

    private Path name(String prefix, String path) throws IOException {
        Path name = paths.prefix(prefix).resolve(path).normalize();
        if (!name.startsWith(paths.pool(prefix))) {
            throw new IOException("the path " + path + " is outside the pool");
        }
        return name;
    }

    private boolean added(Path name, Location location, Set<Path> changed) throws IOException {
        Optional<Path> blob = pool.file(location);
        if (blob.isPresent() && canLink(name, blob.get())) {
            return true;
        }
        if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
            return blob.isPresent() && isSame(name, blob.get());
        }
        Path made = made(location, changed);
        try {
            Files.createLink(name, made);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private boolean replaced(Path name, Location location, Set<Path> changed) throws IOException {
        try {
            if (!added(name, location, changed)) {
                Durable.replace(made(location, changed), name);
            }
            return true;
        } catch (FileSystemException failed) {
            LOG.error("event=pool.link.failed path={} location={} reason={}", name, location, failed.toString());
            return false;
        }
    }

    /** A link or a copy under a name of its own. */
    private Path made(Location location, Set<Path> changed) throws IOException {
        Durable.makeDirectories(paths.temporary(), changed);
        Path made = paths.temporary().resolve(UUID.randomUUID().toString());
        Optional<Path> blob = pool.file(location);
        if (blob.isEmpty() || !canLink(made, blob.get())) {
            copy(location, made);
        }
        return made;
    }

    /** Whether a name leads to a file; a name or a file that is gone leads nowhere. */
    private static boolean isSame(Path name, Path blob) throws IOException {
        try {
            return Files.isSameFile(name, blob);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private boolean canLink(Path made, Path blob) {
        try {
            switch (method) {
                case HARDLINK -> Files.createLink(made, blob);
                case SYMLINK -> Files.createSymbolicLink(made, blob);
                case COPY -> {
                    return false;
                }
            }
            return true;
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return false;
        }
    }

    private void copy(Location location, Path made) throws IOException {
        try (InputStream in = pool.open(location);
                OutputStream out = new DigestedFile(made, "", Set.of())) {
            in.transferTo(out);
        }
    }

    private interface Step {
        boolean leads(Path name, Location location, Set<Path> changed) throws IOException;
    }
}
