package io.staithe.archive;

import io.staithe.deb.Stanza;
import io.staithe.deb.Stanza.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stanza on its way from the catalogue into an index: read back from the text that {@link Stanza#text} wrote, with
 * its fields brought into the index's order.
 */
final class CataloguedStanza {
    private CataloguedStanza() {}

    /** The fields of a checked stanza by lower-case name. */
    static Map<String, Field> fields(String text) {
        Map<String, Field> fields = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> {
            if (!isContinuation(line) && !lines.isEmpty()) {
                add(fields, lines);
            }
            lines.add(line);
        });
        add(fields, lines);
        return fields;
    }

    /** The text of the fields, those that the order names first, the others by name; ends in one newline. */
    static String ordered(Map<String, Field> fields, List<String> order) {
        Map<String, Field> rest = new TreeMap<>(fields);
        List<Field> all = new ArrayList<>();
        for (String name : order) {
            Field field = rest.remove(name.toLowerCase(Locale.ROOT));
            if (field != null) {
                all.add(new Field(name, field.value()));
            }
        }
        all.addAll(rest.values());
        return new Stanza(all).text();
    }

    /** Puts a field of the index's own in place of whatever was there. */
    static void put(Map<String, Field> fields, String name, String value) {
        fields.put(name.toLowerCase(Locale.ROOT), new Field(name, value));
    }

    private static boolean isContinuation(String line) {
        return line.startsWith(" ") || line.startsWith("\t");
    }

    private static void add(Map<String, Field> fields, List<String> lines) {
        if (!lines.isEmpty()) {
            String first = lines.get(0);
            int colon = first.indexOf(':');
            String name = first.substring(0, colon);
            lines.set(0, first.substring(colon + 1).stripLeading());
            put(fields, name, String.join("\n", lines));
            lines.clear();
        }
    }
}
