package io.staithe.deb;

import java.util.List;

/**
 * What inspection found in a package's control data, checked.
 *
 * @param kind what kind of file it is
 * @param name the package's name
 * @param version its version
 * @param architecture its architecture; {@link Architecture#SOURCE} for a source package
 * @param source the source package's name, its own where the file does not say
 * @param sourceVersion the source package's version, its own where the file does not say
 * @param stanza the fields without those that an index writes itself; for a {@code .dsc} as signed
 * @param files what a {@code .dsc} names, without itself; empty for binary packages
 */
public record Control(
        PackageKind kind,
        PackageName name,
        DebVersion version,
        Architecture architecture,
        PackageName source,
        DebVersion sourceVersion,
        Stanza stanza,
        List<SourceFile> files) {
    /** Copies the files. */
    public Control {
        files = List.copyOf(files);
    }

    /** The file name that the identity demands: {@code name_version_architecture.deb}, without the epoch. */
    public String canonicalFileName() {
        String stem = name.value() + "_" + version.withoutEpoch();
        return kind == PackageKind.SOURCE ? stem + ".dsc" : stem + "_" + architecture + "." + kind.extension();
    }

    /**
     * A file that a {@code .dsc} names.
     *
     * @param name its base name
     * @param sizeBytes its size
     * @param md5 lower-case hexadecimal, or empty where the {@code .dsc} does not say
     * @param sha1 likewise
     * @param sha256 likewise; always there
     */
    public record SourceFile(String name, long sizeBytes, String md5, String sha1, String sha256) {}
}
