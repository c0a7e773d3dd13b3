package io.staithe.library.incoming;

import io.staithe.intake.UploadedFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that came.
 *
 * @param taken what its upload brought; null where it waits for its {@code .changes} file
 */
public record Received(UploadedFile file, @Nullable Taken taken) {}
