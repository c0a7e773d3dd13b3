package io.staithe.deb;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.regex.Pattern;

/**
 * The name of a binary or source package (Debian Policy 5.6.1, 5.6.7): at least two characters, lower case letters,
 * digits and {@code + - .}, starting with a letter or digit.
 *
 * @param value the name
 */
public record PackageName(String value) implements Comparable<PackageName> {
    private static final int MAX_CHARACTERS = 200;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9+.-]+");

    /** Refuses what is not a package name with {@link DebFault#BAD_PACKAGE_NAME}. */
    public PackageName {
        if (value.length() > MAX_CHARACTERS || !FORM.matcher(value).matches()) {
            throw new Refused(
                    DebFault.BAD_PACKAGE_NAME,
                    "package name '" + Fault.bounded(value) + "' must be [a-z0-9][a-z0-9+.-]+ of 2 to 200 characters");
        }
    }

    @Override
    public int compareTo(PackageName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
