package io.staithe.intake.session;

import io.staithe.fault.Refused;
import io.staithe.intake.FileName;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to come in pieces.
 *
 * @param sizeBytes its length, at least 1
 * @param sha256 what its bytes have to come to, in lower-case hexadecimal, or null
 * @param purpose JSON of the use case that gets the file
 */
public record NewSession(
        FileName file, long sizeBytes, @Nullable String sha256, String purpose) {
    /** Refuses an empty file. */
    public NewSession {
        if (sizeBytes < 1) {
            throw new Refused(
                    SessionFault.EMPTY_UPLOAD,
                    "the length of '" + file + "' is " + sizeBytes + "; it must be 1 or more");
        }
    }
}
