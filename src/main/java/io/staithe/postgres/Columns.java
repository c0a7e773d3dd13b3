package io.staithe.postgres;

import java.util.Collection;
import java.util.function.Function;

/** Columns of rows as arrays, as {@code unnest} takes them. */
final class Columns {
    private Columns() {}

    static <T> String[] texts(Collection<T> rows, Function<T, String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    static <T> Long[] numbers(Collection<T> rows, Function<T, Long> number) {
        return rows.stream().map(number).toArray(Long[]::new);
    }
}
