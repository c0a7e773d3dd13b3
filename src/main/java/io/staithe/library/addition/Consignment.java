package io.staithe.library.addition;

import io.staithe.library.task.Payloads.Add;
import java.util.List;

/**
 * Files that go to one repository because {@code .changes} files announce them.
 *
 * @param payload how they are added, and where
 * @param files all that is announced and verified, in byte order of their paths
 * @param parcels which of them belong together
 */
public record Consignment(Add payload, List<AcceptedFile> files, List<Parcel> parcels) {
    /** Copies the lists. */
    public Consignment {
        files = List.copyOf(files);
        parcels = List.copyOf(parcels);
    }

    /**
     * What one {@code .changes} file announces: it goes from the upload directory, with that file, where all of it was
     * added.
     *
     * @param changes the {@code .changes} file
     * @param signers the fingerprints of the trusted keys that signed it
     */
    public record Parcel(AcceptedFile changes, List<AcceptedFile> files, List<String> signers) {
        /** Copies the lists. */
        public Parcel {
            files = List.copyOf(files);
            signers = List.copyOf(signers);
        }
    }
}
