package io.staithe.library.addition;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.staithe.fault.Refused;
import io.staithe.library.policy.PolicyFault;
import java.util.List;
import java.util.Objects;

/**
 * The value of an addition, as its task keeps it.
 *
 * @param added what the repository holds now, in aptly's words
 * @param removed what gave way
 * @param warnings why files failed
 * @param failedFiles upload directory and name of each
 * @param conflicts which of these failed because other bytes are there
 * @param refusals which of these the repository's policies do not let in; left out where there are none
 */
public record AdditionValue(
        List<String> added,
        List<String> removed,
        List<String> warnings,
        List<String> failedFiles,
        List<Conflict> conflicts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Denial> refusals) {
    /** Copies the lists; values that an older release wrote have no conflicts and no refusals. */
    public AdditionValue {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        warnings = List.copyOf(warnings);
        failedFiles = List.copyOf(failedFiles);
        conflicts = List.copyOf(Objects.requireNonNullElse(conflicts, List.of()));
        refusals = List.copyOf(Objects.requireNonNullElse(refusals, List.of()));
    }

    /** The first warning without what is said before a file's name: a sender may know of no upload directory. */
    public String warningOf(String directory) {
        String warning = warnings.get(0);
        int at = warning.indexOf(directory + "/");
        return at < 0 ? warning : warning.substring(at + directory.length() + 1);
    }

    /**
     * Bytes in the way.
     *
     * @param file the upload directory and the name of the file that was not added
     * @param identity name, version and architecture, joined by {@code _}
     * @param present the SHA-256 of the bytes that are there
     */
    public record Conflict(String file, String identity, String present) {}

    /**
     * A file that policies do not let in.
     *
     * @param file the upload directory and the name
     * @param message the package, the value, the rule
     */
    public record Denial(String file, PolicyFault code, String message) {
        /** The same as a fault. */
        public Refused fault() {
            return new Refused(code, message);
        }
    }
}
