package io.staithe.deb;

import static io.staithe.deb.DebFault.BAD_FILE_LINE;
import static io.staithe.deb.DebFault.BAD_FILE_NAME;
import static io.staithe.deb.DebFault.DUPLICATE_FILE;
import static io.staithe.deb.DebFault.FILE_LISTS_DIFFER;

import io.staithe.deb.Control.SourceFile;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file lists of a {@code .dsc} (dsc(5), Debian Policy 5.6.21, 5.6.24): {@code Checksums-Sha256} must be there, and
 * {@code Files} and {@code Checksums-Sha1} must name the same files with the same sizes where they are.
 */
final class SourceManifest {
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]++)[ \\t]++([0-9]{1,15}+)[ \\t]++(\\S++)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.~+-]*+");

    private SourceManifest() {}

    /** What a {@code .dsc} names, in the order of {@code Checksums-Sha256}. */
    static List<SourceFile> files(Stanza stanza, PackageName source) {
        Map<String, Line> sha256 = lines(stanza, FileList.SHA256, source);
        Map<String, Line> sha1 = lines(stanza, FileList.SHA1, source);
        Map<String, Line> md5 = lines(stanza, FileList.MD5, source);
        if (sha256.isEmpty()) {
            throw new Refused(BAD_FILE_LINE, "field 'Checksums-Sha256' must name a file");
        }
        checkSame(stanza, FileList.SHA1, sha1, sha256);
        checkSame(stanza, FileList.MD5, md5, sha256);
        return sha256.values().stream()
                .map(line -> new SourceFile(
                        line.name, line.sizeBytes, digest(md5, line.name), digest(sha1, line.name), line.digest))
                .toList();
    }

    /**
     * Refuses files of another version: each bears that of the source, without its epoch, and may bear its revision.
     */
    static void checkVersion(Control control) {
        String version = control.version().value();
        String plain = version.substring(version.indexOf(':') + 1);
        String upstream = plain.contains("-") ? plain.substring(0, plain.lastIndexOf('-')) : plain;
        String start = control.name() + "_" + upstream;
        for (SourceFile file : control.files()) {
            if (!file.name().startsWith(start + ".") && !file.name().startsWith(start + "-")) {
                throw new Refused(
                        BAD_FILE_NAME,
                        "file '" + Fault.bounded(file.name()) + "' must be of the version of the source: '" + start
                                + ".…' or '" + start + "-…'");
            }
        }
    }

    private static String digest(Map<String, Line> lines, String name) {
        Line line = lines.get(name);
        return line == null ? "" : line.digest;
    }

    private static Map<String, Line> lines(Stanza stanza, FileList list, PackageName source) {
        Map<String, Line> lines = new LinkedHashMap<>();
        String value = stanza.get(list.field).orElse("");
        for (String text : value.lines().toList()) {
            if (text.isEmpty()) {
                continue;
            }
            Line line = line(list, text.strip(), source);
            if (lines.put(line.name, line) != null) {
                throw new Refused(
                        DUPLICATE_FILE,
                        "field '" + list.field + "' must name '" + Fault.bounded(line.name) + "' only once");
            }
        }
        return lines;
    }

    private static Line line(FileList list, String text, PackageName source) {
        Matcher line = LINE.matcher(text);
        if (!line.matches() || line.group(1).length() != list.hexDigits) {
            throw new Refused(
                    BAD_FILE_LINE,
                    "field '" + list.field + "': line '" + Fault.bounded(text) + "' must be 'digest size name' with a"
                            + " digest of " + list.hexDigits + " lower-case hexadecimal digits");
        }
        String name = line.group(3);
        boolean belongs = name.startsWith(source + "_") && !name.endsWith(".dsc");
        if (!belongs
                || name.length() > MAX_NAME_CHARACTERS
                || !NAME.matcher(name).matches()) {
            throw new Refused(
                    BAD_FILE_NAME,
                    "field '" + list.field + "': file '" + Fault.bounded(name) + "' must be a base name of"
                            + " [A-Za-z0-9_.~+-] that starts with '" + source + "_' and is no .dsc");
        }
        return new Line(name, Long.parseLong(line.group(2)), line.group(1));
    }

    private static void checkSame(Stanza stanza, FileList list, Map<String, Line> lines, Map<String, Line> sha256) {
        if (stanza.get(list.field).isEmpty()) {
            return;
        }
        if (!lines.keySet().equals(sha256.keySet())) {
            throw new Refused(
                    FILE_LISTS_DIFFER, "fields '" + list.field + "' and 'Checksums-Sha256' must name the same files");
        }
        for (Line line : lines.values()) {
            Line other = sha256.get(line.name);
            if (other == null || line.sizeBytes != other.sizeBytes) {
                throw new Refused(
                        FILE_LISTS_DIFFER,
                        "file '" + Fault.bounded(line.name) + "' must have one size in '" + list.field
                                + "' and 'Checksums-Sha256'");
            }
        }
    }

    private enum FileList {
        MD5("Files", 32),
        SHA1("Checksums-Sha1", 40),
        SHA256("Checksums-Sha256", 64);

        private final String field;
        private final int hexDigits;

        FileList(String field, int hexDigits) {
            this.field = field;
            this.hexDigits = hexDigits;
        }
    }

    private record Line(String name, long sizeBytes, String digest) {}
}
