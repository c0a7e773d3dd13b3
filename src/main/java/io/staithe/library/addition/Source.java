package io.staithe.library.addition;

import io.staithe.intake.UploadedFile;
import org.jspecify.annotations.Nullable;

/**
 * Where an addition finds what it adds.
 *
 * @param directory the upload directory, with those below it
 * @param file one file of the directory, or null for all of them
 */
public record Source(String directory, @Nullable String file) {
    /** The directory, or the directory and the file. */
    public String path() {
        return file == null ? directory : directory + "/" + file;
    }

    /** Whether a file is one of those that count. */
    public boolean has(UploadedFile uploaded) {
        return isWhole()
                || uploaded.directory().equals(directory) && uploaded.name().equals(file);
    }

    /**
     * Whether the other files of the directory belong to it: a {@code .dsc} or a {@code .changes} names some of them.
     */
    public boolean isWhole() {
        return file == null || file.endsWith(".dsc") || file.endsWith(".changes");
    }
}
