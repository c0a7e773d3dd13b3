package io.staithe.wiring;

import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Every directory at the top of the data and shared directories; absolute, and present once {@link #prepare} ran.
 *
 * <pre>
 * data/           0755  this instance's own: staithe.lock, instance, postgres/ (a database that drops root passes
 * through) shared/         0755  the data directory, unless replicas share one
 *   pool/         0755  bytes by digest; a web server outside may read them through the published hard links
 *   spool/        0700  uploads in flight, a directory per instance
 *   public/       0755  the default published storage
 *   staged/       0755  generations of the published storages in buckets, a directory for each
 *   shards/       0755  parts of indexes, shared by all publications
 *   keys/         0700  signing keys
 *   upload/             a name only: the root that aptly's dialect shows before upload directories, which are rows
 * </pre>
 *
 * @param data this instance's own
 * @param shared what replicas share
 * @param pool bytes by digest
 * @param spool uploads in flight; each instance makes a directory of its own in it
 * @param published the default published storage
 * @param shards parts of indexes
 * @param keys signing keys
 * @param uploadRoot what {@code FailedFiles} shows before a directory's name; never made
 */
public record Directories(
        Path data, Path shared, Path pool, Path spool, Path published, Path shards, Path keys, Path uploadRoot) {
    private static final String OPEN = "rwxr-xr-x";
    private static final String OWN = "rwx------";

    /** The layout under two roots; touches nothing. */
    public static Directories under(Path dataDirectory, Path sharedDirectory) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        Path shared = sharedDirectory.toAbsolutePath().normalize();
        return new Directories(
                data,
                shared,
                shared.resolve("pool"),
                shared.resolve("spool"),
                shared.resolve("public"),
                shared.resolve("shards"),
                shared.resolve("keys"),
                shared.resolve("upload"));
    }

    /** Where generations are staged that are seen in buckets: a directory for each storage. */
    public Path staged() {
        return shared.resolve("staged");
    }

    /** Makes what is absent, with the modes above; keys are closed to others even where they were open. Repeatable. */
    Directories prepare() {
        try {
            return made();
        } catch (IOException failed) {
            throw unusable(failed);
        }
    }

    private Directories made() throws IOException {
        for (Path open : new Path[] {data, shared, pool, published, shards}) {
            make(open, OPEN);
        }
        make(spool, OWN);
        make(keys, OWN);
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString(OWN));
        return this;
    }

    /** Makes the data directory alone, which must be there to be locked. */
    static Path makeData(Path dataDirectory) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        try {
            make(data, OPEN);
            return data;
        } catch (IOException failed) {
            throw unusable(failed);
        }
    }

    private static Refused unusable(IOException failed) {
        return new Refused(
                StartFault.DIRECTORY_UNUSABLE,
                "user " + System.getProperty("user.name") + " cannot make or use a directory: " + failed
                        + "; set staithe.data-directory or staithe.shared-directory to where this user may write");
    }

    private static void make(Path directory, String mode) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }
}
