package io.staithe.intake;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.nio.charset.StandardCharsets;

/**
 * The base name of an uploaded file: not empty, not {@code .} or {@code ..}, without {@code /} and control characters,
 * at most 255 bytes in UTF-8.
 *
 * @param value the name
 */
public record FileName(String value) {
    private static final int MAX_BYTES = 255;

    /** Refuses anything else with {@link IntakeFault#WRONG_FILE}. */
    public FileName {
        if (!isName(value)) {
            throw new Refused(
                    IntakeFault.WRONG_FILE,
                    "file name '" + Fault.bounded(value) + "' must be 1 to 255 bytes without '/' and control"
                            + " characters, and not '.' or '..'");
        }
    }

    /** Whether a text may be a file's base name or one part of a directory's name. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.chars().noneMatch(Character::isISOControl)
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    @Override
    public String toString() {
        return value;
    }
}
