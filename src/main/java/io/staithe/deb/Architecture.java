package io.staithe.deb;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.regex.Pattern;

/**
 * The architecture of a package as the catalogue has it: a real one, {@code all}, or {@code source} for source
 * packages.
 *
 * @param value the name
 */
public record Architecture(String value) implements Comparable<Architecture> {
    private static final int MAX_CHARACTERS = 64;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]*");

    /** Packages that run on every architecture. */
    public static final Architecture ALL = new Architecture("all");
    /** Source packages. */
    public static final Architecture SOURCE = new Architecture("source");

    /** Refuses what is not an architecture with {@link DebFault#BAD_ARCHITECTURE}. */
    public Architecture {
        if (value.length() > MAX_CHARACTERS || !FORM.matcher(value).matches()) {
            throw new Refused(
                    DebFault.BAD_ARCHITECTURE,
                    "architecture '" + Fault.bounded(value) + "' must be [a-z0-9][a-z0-9-]* of at most 64 characters");
        }
    }

    @Override
    public int compareTo(Architecture other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
