package io.staithe.library.addition;

import io.staithe.deb.PackageKind;
import io.staithe.intake.UploadedFile;
import io.staithe.pool.Blob;
import java.util.List;
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

    /** Uploaded files before there is a task. */
    public static List<AcceptedFile> uploaded(List<UploadedFile> files) {
        return files.stream().map(AcceptedFile::uploaded).toList();
    }

    /** The same of one. */
    public static AcceptedFile uploaded(UploadedFile file) {
        return new AcceptedFile(0, file.directory(), file.name(), file.blob());
    }

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
