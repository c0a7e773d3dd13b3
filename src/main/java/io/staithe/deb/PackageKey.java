package io.staithe.deb;

import java.util.Comparator;
import java.util.List;

/**
 * The key of a package as aptly spells it: {@code Pamd64 hardlink 0.2.1 daf8fcecbf8210ad}.
 *
 * @param architecture {@code source} for source packages
 * @param name the package's name
 * @param version its version
 * @param filesHash FNV-1a of 64 bits over its files, lower-case hexadecimal of at least 8 digits
 */
public record PackageKey(Architecture architecture, PackageName name, DebVersion version, String filesHash) {
    /** The key without the hash, unique within a repository. */
    public String shortKey() {
        return "P" + architecture + " " + name + " " + version;
    }

    /** Reads a key; refuses anything else with a fault that shows the rule. */
    public static PackageKey parse(String text) {
        throw new IllegalStateException("skeleton");
    }

    /** The hash over the files of a package, whatever their order in the list. */
    public static String filesHash(List<HashedFile> files) {
        List<HashedFile> sorted =
                files.stream().sorted(Comparator.comparing(HashedFile::name)).toList();
        throw new IllegalStateException("skeleton " + sorted.size());
    }

    @Override
    public String toString() {
        return shortKey() + " " + filesHash;
    }

    /**
     * What of a file the hash covers.
     *
     * @param name the base name of the file as uploaded
     * @param sizeBytes its size
     * @param md5 lower-case hexadecimal
     * @param sha1 likewise
     * @param sha256 likewise
     */
    public record HashedFile(String name, long sizeBytes, String md5, String sha1, String sha256) {}
}
