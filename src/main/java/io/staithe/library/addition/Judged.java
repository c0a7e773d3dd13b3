package io.staithe.library.addition;

import io.staithe.catalog.NewPackage;
import io.staithe.fault.Refused;
import io.staithe.pool.Blob;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A wanted file after inspection.
 *
 * @param candidate null where inspection refused it
 * @param refusal why, where it did
 */
record Judged(AcceptedFile file, @Nullable Candidate candidate, String refusal) {
    /** The digests of what it names and its directory does not have. */
    Stream<String> elsewhere() {
        return candidate == null ? Stream.empty() : candidate.elsewhere();
    }

    /** The package, where its file is all of it. */
    Stream<NewPackage> binary() {
        return candidate == null ? Stream.empty() : Stream.ofNullable(candidate.binary());
    }

    /** The package with all of its files, or why there is none. */
    Arrival arrive(Map<String, Blob> known) {
        if (candidate == null) {
            return new Arrival(file, null, refusal, List.of());
        }
        try {
            return new Arrival(
                    file, candidate.complete(known), "", candidate.consumed().toList());
        } catch (Refused incomplete) {
            return new Arrival(file, null, String.valueOf(incomplete.getMessage()), List.of());
        }
    }

    /**
     * A wanted file as the catalogue may take it.
     *
     * @param found null where it cannot
     * @param refusal why, where it cannot
     * @param consumed the files that go from the upload directory with it
     */
    record Arrival(AcceptedFile file, @Nullable NewPackage found, String refusal, List<AcceptedFile> consumed) {
        Arrival {
            consumed = List.copyOf(consumed);
        }

        Stream<NewPackage> packages() {
            return Stream.ofNullable(found);
        }
    }
}
