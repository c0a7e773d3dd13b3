package io.staithe.catalog;

import static java.util.stream.Collectors.groupingBy;

import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.deb.Control;
import io.staithe.deb.PackageKey;
import io.staithe.pool.Blob;
import java.util.List;
import java.util.stream.Stream;

/**
 * A checked package that the catalogue may not know yet.
 *
 * @param control what inspection found
 * @param key its key
 * @param slot the place that it takes in a repository
 * @param fileName the base name of its file as uploaded
 * @param blob the bytes of that file
 * @param files of a source package: the {@code .dsc} and what it names; empty for binary packages
 */
public record NewPackage(
        Control control, PackageKey key, Slot slot, String fileName, Blob blob, List<PackageFile> files) {
    /** Copies the files. */
    public NewPackage {
        files = List.copyOf(files);
    }

    /** A package of one file. */
    public static NewPackage binary(Control control, String fileName, Blob blob) {
        return of(control, fileName, blob, List.of(), List.of(new PackageFile(fileName, blob)));
    }

    /** A source package of its {@code .dsc} and the parts that it names. */
    public static NewPackage source(Control control, String fileName, Blob blob, List<PackageFile> parts) {
        List<PackageFile> files = Stream.concat(Stream.of(new PackageFile(fileName, blob)), parts.stream())
                .toList();
        return of(control, fileName, blob, files, files);
    }

    private static NewPackage of(
            Control control, String fileName, Blob blob, List<PackageFile> files, List<PackageFile> hashed) {
        String hash =
                PackageKey.filesHash(hashed.stream().map(NewPackage::hashed).toList());
        PackageKey key = new PackageKey(control.architecture(), control.name(), control.version(), hash);
        return new NewPackage(control, key, Slot.of(key), fileName, blob, files);
    }

    private static PackageKey.HashedFile hashed(PackageFile file) {
        var digests = file.blob().digests();
        return new PackageKey.HashedFile(
                file.name(), digests.sizeBytes(), digests.md5(), digests.sha1(), digests.sha256());
    }

    /**
     * Those whose slot no other bytes want, each once: a key alone does not tell bytes, since anyone can bring its hash
     * to collide.
     */
    public static List<NewPackage> undisputed(Stream<NewPackage> packages) {
        return packages.collect(groupingBy(NewPackage::slot)).values().stream()
                .filter(rivals -> rivals.stream()
                        .allMatch(rival -> rival.blob.id() == rivals.get(0).blob.id()))
                .map(rivals -> rivals.get(0))
                .toList();
    }

    /** The same as a package that the catalogue knows in this row. */
    public Stocked stocked(long row) {
        return new Stocked(row, key, blob.digests().sha256(), blobs().distinct().toList());
    }

    /** The rows of all its bytes. */
    public Stream<Long> blobs() {
        return Stream.concat(
                Stream.of(blob.id()), files.stream().map(file -> file.blob().id()));
    }
}
