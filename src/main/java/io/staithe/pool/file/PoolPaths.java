package io.staithe.pool.file;

import io.staithe.pool.Location;
import java.nio.file.Path;

/**
 * Every path that a file pool writes.
 *
 * <pre>
 * pool/                                   0755
 *   aa/                                   0755  first two digits of the SHA-256
 *     aabb….&lt;upload&gt;                     0644  SHA-256 in 64 lower-case digits, a dot, the id of the upload
 *     bb/aabb….&lt;upload&gt;                  0644  where releases before put them; stays there
 * spool/                                  0700
 *   &lt;instance&gt;/                          0700  by stable name, so that a start finds what the last one left
 *     &lt;upload&gt;                           0644  a body on its way in; renamed into the pool
 *     partial-&lt;name&gt;                     0644  what came of a file that comes in pieces; outlives starts
 * </pre>
 *
 * <p>Spool and pool lie on one file system: keeping is a rename. There is one level of 256 directories, which are soon
 * all made: with two, most files of a pool of less than some ten thousand came into a directory that had to be made and
 * synced for them, and file systems index a directory by themselves.
 */
final class PoolPaths {
    /** How the names of partial files begin. */
    static final String PARTIAL = "partial-";

    private final Path pool;
    private final Path spool;
    private final String instance;

    PoolPaths(Path pool, Path spool, String instance) {
        this.pool = pool;
        this.spool = spool;
        this.instance = instance;
    }

    String instance() {
        return instance;
    }

    Path pool() {
        return pool;
    }

    Path kept(Location location) {
        Path path = pool.resolve(location.value()).normalize();
        if (!path.startsWith(pool)) {
            throw new IllegalArgumentException("location '" + location + "' leaves the pool");
        }
        return path;
    }

    Path spoolDirectory() {
        return spoolDirectory(instance);
    }

    Path spoolDirectory(String ofInstance) {
        Path directory = spool.resolve(ofInstance).normalize();
        if (!spool.equals(directory.getParent())) {
            throw new IllegalArgumentException("instance name '" + ofInstance + "' is not a directory name");
        }
        return directory;
    }

    Path spooled(String upload) {
        return spoolDirectory().resolve(upload);
    }

    Path partial(String name) {
        return partial(instance, name);
    }

    Path partial(String ofInstance, String name) {
        return spoolDirectory(ofInstance).resolve(PARTIAL + name);
    }
}
