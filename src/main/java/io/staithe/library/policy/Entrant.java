package io.staithe.library.policy;

import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.catalog.NewPackage;
import io.staithe.deb.Control;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.deb.Stanza;
import io.staithe.pool.Blob;
import java.util.List;
import java.util.stream.Stream;

/**
 * A package that is to come into a repository.
 *
 * @param caller the name of who brings it
 * @param blob the row of the bytes of its file, of the {@code .dsc} for a source package
 * @param files its files, the first one that of the row
 */
public record Entrant(
        PackageKey key, PackageKind kind, Stanza stanza, String caller, long blob, List<EntrantFile> files) {
    /** Copies the list. */
    public Entrant {
        files = List.copyOf(files);
    }

    /** A checked package that a caller of this name brings. */
    public static Entrant of(NewPackage arrival, String caller) {
        Control control = arrival.control();
        Stream<EntrantFile> files = arrival.files().isEmpty()
                ? Stream.of(EntrantFile.of(arrival.fileName(), arrival.blob()))
                : arrival.files().stream().map(EntrantFile::of);
        return new Entrant(
                arrival.key(),
                control.kind(),
                control.stanza(),
                caller,
                arrival.blob().id(),
                files.toList());
    }

    /** What it is called in reports. */
    String reported() {
        return key.name() + "_" + key.version() + "_" + key.architecture();
    }

    /** The digest of its file. */
    public String sha256() {
        return files.get(0).sha256();
    }

    String architecture() {
        return key.architecture().value();
    }

    String section() {
        return stanza.get("Section").orElse("");
    }

    long sizeBytes() {
        return files.stream().mapToLong(EntrantFile::sizeBytes).sum();
    }

    /**
     * A file of a package.
     *
     * @param name its base name
     * @param sha256 lower-case hexadecimal
     */
    public record EntrantFile(String name, long sizeBytes, String sha256) {
        private static EntrantFile of(PackageFile file) {
            return of(file.name(), file.blob());
        }

        private static EntrantFile of(String name, Blob blob) {
            return new EntrantFile(
                    name, blob.digests().sizeBytes(), blob.digests().sha256());
        }
    }
}
