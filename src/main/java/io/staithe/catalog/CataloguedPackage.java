package io.staithe.catalog;

import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.deb.PackageName;
import io.staithe.pool.Blob;
import java.util.List;

/**
 * A package that the catalogue knows.
 *
 * @param id its row
 * @param key name, version, architecture and files hash
 * @param source the source package's name, which decides the pool directory
 * @param stanza its control stanza as deb822 text, without any field that an index writes itself
 * @param fileName the base name of its file as uploaded
 * @param blob the bytes of that file
 * @param files of a source package: the {@code .dsc} and what it names, by name; empty for binary packages
 */
public record CataloguedPackage(
        long id,
        PackageKind kind,
        PackageKey key,
        PackageName source,
        String stanza,
        String fileName,
        Blob blob,
        List<PackageFile> files) {
    /** Copies the files. */
    public CataloguedPackage {
        files = List.copyOf(files);
    }

    /**
     * A file of a source package.
     *
     * @param name its base name
     * @param blob its bytes
     */
    public record PackageFile(String name, Blob blob) {}
}
