package io.staithe.deb;

import java.util.List;
import java.util.Optional;

/**
 * One stanza of a control file (deb822(5)): fields in order, names unique without regard to case.
 *
 * <p>A value is held as written after the colon, without the leading blank; lines of a multi-line value are joined by
 * {@code \n} and keep their leading blank.
 *
 * @param fields the fields in their order
 */
public record Stanza(List<Field> fields) {
    /** Copies the fields. */
    public Stanza {
        fields = List.copyOf(fields);
    }

    /** The value of a field, by name without regard to case. */
    public Optional<String> get(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** The stanza as text: a line {@code Name: value} per field, ending in one newline, without a blank line. */
    public String text() {
        StringBuilder text = new StringBuilder();
        fields.forEach(field -> text.append(field.name())
                .append(field.value().isEmpty() || field.value().startsWith("\n") ? ":" : ": ")
                .append(field.value())
                .append('\n'));
        return text.toString();
    }

    /**
     * A field.
     *
     * @param name the name as it was written
     * @param value the value; see {@link Stanza}
     */
    public record Field(String name, String value) {}
}
