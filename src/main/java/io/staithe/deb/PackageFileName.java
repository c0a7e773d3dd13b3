package io.staithe.deb;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a binary package's file says of it, where it is as {@code dpkg-deb} makes it (dpkg-name(1)):
 * {@code NAME_VERSION_ARCHITECTURE.deb}, usually without the version's epoch. A file may hold something else.
 *
 * @param version with its epoch where the name has one
 */
public record PackageFileName(String name, String version, String architecture) {
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9][a-z0-9+.-]+)_([0-9][A-Za-z0-9.+~:-]*)_([a-z0-9][a-z0-9-]*)\\.[ud]?deb");

    /** Reads a base name; empty where it is another one. */
    public static Optional<PackageFileName> parse(String fileName) {
        Matcher form = FORM.matcher(fileName);
        return form.matches()
                ? Optional.of(new PackageFileName(form.group(1), form.group(2), form.group(3)))
                : Optional.empty();
    }
}
