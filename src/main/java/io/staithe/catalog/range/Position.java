package io.staithe.catalog.range;

import io.staithe.deb.PackageKey;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * Where a member stands in the order of a repository: by name in byte order, then newest version first, then
 * architecture. No two members of one revision stand at one position.
 *
 * @param versionKey the version's order key, lower-case hexadecimal
 */
public record Position(String name, String versionKey, String architecture) implements Comparable<Position> {
    /** Before every member. */
    public static final Position START = new Position("", "", "");

    private static final String HIGHEST_KEY = "ffffffff";

    private static final Comparator<Position> ORDER = Comparator.comparing(Position::name)
            .thenComparing(Position::versionKey, Comparator.reverseOrder())
            .thenComparing(Position::architecture);

    /** Where a package stands. */
    public static Position of(PackageKey key) {
        return new Position(
                key.name().value(),
                HexFormat.of().formatHex(key.version().orderKey()),
                key.architecture().value());
    }

    /** Before every member of a name: no version key begins with this. */
    public static Position before(String name) {
        return new Position(name, HIGHEST_KEY, "");
    }

    /** Reads what {@link #toString} wrote. */
    public static Position parse(String text) {
        String[] parts = text.split(" ", -1);
        return new Position(parts[0], parts[1], parts[2]);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return name + " " + versionKey + " " + architecture;
    }
}
