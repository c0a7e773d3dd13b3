package io.staithe.intake;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Arrays;

/**
 * The name of an upload directory: parts joined by {@code /}, each as {@link FileName} has it, at most 1024 characters.
 *
 * @param value the name
 */
public record DirectoryName(String value) {
    private static final int MAX_CHARACTERS = 1024;

    /** Refuses anything else with {@link IntakeFault#WRONG_DIRECTORY}. */
    public DirectoryName {
        if (value.length() > MAX_CHARACTERS
                || !Arrays.stream(value.split("/", -1)).allMatch(FileName::isName)) {
            throw new Refused(
                    IntakeFault.WRONG_DIRECTORY,
                    "upload directory '" + Fault.bounded(value) + "' must be parts of 1 to 255 bytes joined by '/',"
                            + " none of them '.' or '..', without control characters, of at most 1024 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
