package io.staithe.postgres;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Columns of rows as arrays, as {@code unnest} takes them. */
final class Columns {
    private static final String SEPARATOR = "\u001e";

    private Columns() {}

    /**
     * A column as one text, which {@code string_to_array(…, chr(30))} takes apart: an array of texts is written and read
     * character by character, which for thousands of rows costs more than to insert them.
     *
     * @param rows at least one
     * @param text never empty, without control characters but tab and newline
     */
    static <T> String joined(Collection<T> rows, Function<T, String> text) {
        return rows.stream().map(text).collect(Collectors.joining(SEPARATOR));
    }

    static <T> String[] texts(Collection<T> rows, Function<T, String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    static <T> Long[] numbers(Collection<T> rows, Function<T, Long> number) {
        return rows.stream().map(number).toArray(Long[]::new);
    }
}
