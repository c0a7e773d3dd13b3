package io.staithe.archive.contents;

import io.staithe.archive.contents.ContentsEntry.Change;
import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A line of a Contents index (the DebianRepository/Format page, "Contents" indices): the path without a leading slash,
 * a blank, and the locations that have it, by commas. A path may hold blanks; the last one of the line ends it.
 */
public final class ContentsLine {
    /** What comes before the first line. */
    public static final String HEADER = "FILE LOCATION\n";

    private static final Pattern SECTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._/-]*");

    private final byte[] path;
    private final SortedSet<byte[]> locations = new TreeSet<>(Arrays::compareUnsigned);

    /** A line without locations. */
    ContentsLine(byte[] path) {
        this.path = path;
    }

    /** The location of a package: its section and name; the name alone where the section is no plain word. */
    public static byte[] location(String section, String name) {
        String location = SECTION.matcher(section).matches() ? section + "/" + name : name;
        return location.getBytes(StandardCharsets.UTF_8);
    }

    /** Adds the locations of a line's tail, from after the blank to before the line feed. */
    void read(byte[] text, int from, int to) {
        int begin = from;
        for (int at = from; at <= to; at++) {
            if (at == to || text[at] == ',') {
                locations.add(Arrays.copyOfRange(text, begin, at));
                begin = at + 1;
            }
        }
    }

    /** Makes a net change; what went and was not there shows that the text is not what it was taken for. */
    void apply(ContentsEntry entry) {
        if (entry.change() == Change.CAME) {
            locations.add(entry.location());
        } else if (!locations.remove(entry.location())) {
            throw new Broken(
                    ContentsFault.LINE_MISSING,
                    "a cached Contents index has no line for '"
                            + Fault.bounded(new String(path, StandardCharsets.UTF_8)) + "'");
        }
    }

    /** The path, not to be changed. */
    byte[] path() {
        return path;
    }

    /** Whether nothing has the path any more. */
    boolean isEmpty() {
        return locations.isEmpty();
    }

    /** The whole line. */
    byte[] text() {
        int length = path.length + locations.size() + 1;
        for (byte[] location : locations) {
            length += location.length;
        }
        byte[] line = Arrays.copyOf(path, length);
        int at = path.length;
        byte before = ' ';
        for (byte[] location : locations) {
            line[at] = before;
            System.arraycopy(location, 0, line, at + 1, location.length);
            at += 1 + location.length;
            before = ',';
        }
        line[at] = '\n';
        return line;
    }
}
