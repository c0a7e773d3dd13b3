package io.staithe.library.addition;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.catalog.NewPackage;
import io.staithe.deb.Control;
import io.staithe.deb.Control.SourceFile;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An accepted file that passed inspection.
 *
 * @param beside the accepted files of the same directory, by name
 * @param binary the package, where the file is all of it
 */
record Candidate(
        AcceptedFile file,
        Control control,
        Map<String, AcceptedFile> beside,
        @Nullable NewPackage binary) {
    Candidate {
        beside = Map.copyOf(beside);
    }

    static Candidate of(AcceptedFile file, Control control, Map<String, AcceptedFile> beside) {
        boolean isWhole = control.kind() != PackageKind.SOURCE;
        return new Candidate(
                file, control, beside, isWhole ? NewPackage.binary(control, file.name(), file.blob()) : null);
    }

    /** The digests of what the {@code .dsc} names and the directory does not have. */
    Stream<String> elsewhere() {
        return control.files().stream()
                .filter(part -> !beside.containsKey(part.name()))
                .map(SourceFile::sha256);
    }

    /** The files that go from the upload directory with it: its own, and for a {@code .dsc} those beside it. */
    Stream<AcceptedFile> consumed() {
        return Stream.concat(
                Stream.of(file),
                control.files().stream().map(part -> beside.get(part.name())).filter(Objects::nonNull));
    }

    /**
     * The package, all of its files found and verified; {@code SOURCE_INCOMPLETE} where one is missing or differs.
     *
     * @param known bytes that the repository has, by SHA-256
     */
    NewPackage complete(Map<String, Blob> known) {
        if (binary != null) {
            return binary;
        }
        List<PackageFile> parts = control.files().stream()
                .map(part -> new PackageFile(part.name(), verified(part, known)))
                .toList();
        return NewPackage.source(control, file.name(), file.blob(), parts);
    }

    private Blob verified(SourceFile part, Map<String, Blob> known) {
        AcceptedFile uploaded = beside.get(part.name());
        Blob blob = uploaded == null ? known.get(part.sha256()) : uploaded.blob();
        if (blob == null) {
            throw incomplete(part, "is neither beside it nor known in the repository");
        }
        Digests digests = blob.digests();
        if (digests.sizeBytes() != part.sizeBytes()) {
            throw incomplete(part, "has " + digests.sizeBytes() + " bytes, not " + part.sizeBytes());
        }
        if (!digests.sha256().equals(part.sha256())
                || !agrees(part.sha1(), digests.sha1())
                || !agrees(part.md5(), digests.md5())) {
            throw incomplete(part, "has other checksums, SHA-256 " + digests.sha256());
        }
        return blob;
    }

    private static boolean agrees(String announced, String found) {
        return announced.isEmpty() || announced.equals(found);
    }

    private static Refused incomplete(SourceFile part, String why) {
        return new Refused(CatalogFault.SOURCE_INCOMPLETE, "file '" + Fault.bounded(part.name()) + "' " + why);
    }
}
