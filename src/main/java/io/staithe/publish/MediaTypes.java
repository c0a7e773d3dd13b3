package io.staithe.publish;

import java.util.Locale;
import java.util.Map;

/** What the files of an archive are to HTTP. */
public final class MediaTypes {
    private static final String ANYTHING = "application/octet-stream";
    private static final String PACKAGE = "application/vnd.debian.binary-package";

    private static final Map<String, String> TYPES = Map.of(
            "deb", PACKAGE,
            "udeb", PACKAGE,
            "ddeb", PACKAGE,
            "gz", "application/gzip",
            "bz2", "application/x-bzip2",
            "xz", "application/x-xz",
            "gpg", "application/pgp-signature",
            "dsc", "text/plain");

    private MediaTypes() {}

    /** That of a file, by its name. */
    public static String of(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, ANYTHING);
    }
}
