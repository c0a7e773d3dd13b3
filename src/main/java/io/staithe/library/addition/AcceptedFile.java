package io.staithe.library.addition;

import io.staithe.deb.PackageKind;
import io.staithe.pool.Blob;
import java.util.Optional;

/**
 * A file that an addition may add: the name and the bytes that were there when the task was accepted.
 *
 * @param task the task
 * @param directory the upload directory
 * @param name its base name
 */
public record AcceptedFile(long task, String directory, String name, Blob blob) {
    private static final String BUILD_INFORMATION = ".buildinfo";

    /** The directory and the name. */
    public String path() {
        return directory + "/" + name;
    }

    Optional<PackageKind> kind() {
        return PackageKind.ofFileName(name);
    }

    /** Whether it tells how packages were built: it goes with them, and is kept nowhere. */
    public boolean isBuildInformation() {
        return name.endsWith(BUILD_INFORMATION);
    }
}
