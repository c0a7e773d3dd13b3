package io.staithe.catalog;

import io.staithe.deb.PackageKey;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lines in which the revision log tells of packages, each ended by a newline: {@code -KEY} for one that went, then
 * {@code +KEY sha256:HEX} for one that came, with the digest of its file (of the {@code .dsc} for a source package).
 *
 * <p>Other lines tell of the repository itself. What the log tells stays when bytes and rows are gone. Rows of before
 * the digests were logged have lines without them, which are no additions here.
 */
public final class LogLines {
    private static final String DIGEST = " sha256:";

    private LogLines() {}

    /** The line of a package that came. */
    static String addition(PackageKey key, String sha256) {
        return "+" + key + DIGEST + sha256 + "\n";
    }

    /** The line of a package that went. */
    static String removal(PackageKey key) {
        return "-" + key + "\n";
    }

    /** The packages that came, in their order. */
    public static List<Added> added(String change) {
        return lines(change, '+')
                .filter(line -> line.contains(DIGEST))
                .map(LogLines::parsed)
                .toList();
    }

    /** The keys of the packages that went, in their order. */
    public static List<PackageKey> removed(String change) {
        return lines(change, '-').map(PackageKey::parse).toList();
    }

    private static Stream<String> lines(String change, char mark) {
        return change.lines()
                .filter(line -> !line.isEmpty() && line.charAt(0) == mark)
                .map(line -> line.substring(1));
    }

    private static Added parsed(String line) {
        int end = line.indexOf(DIGEST);
        return new Added(PackageKey.parse(line.substring(0, end)), line.substring(end + DIGEST.length()));
    }

    /**
     * A package that came.
     *
     * @param sha256 the digest of its file, lower-case hexadecimal
     */
    public record Added(PackageKey key, String sha256) {}
}
