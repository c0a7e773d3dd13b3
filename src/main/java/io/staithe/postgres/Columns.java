package io.staithe.postgres;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.catalog.Reach;
import io.staithe.catalog.RepositoryId;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** Columns of rows as arrays, as {@code unnest} takes them. */
final class Columns {
    private static final String SEPARATOR = "\u001e";

    private Columns() {}

    /**
     * A column as one text, which {@code string_to_array(…, chr(30))} takes apart: an array of texts is written and
     * read character by character, which for thousands of rows costs more than to insert them.
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

    /** The name of the caller whose rows alone count; empty where everybody's do, as for who is admin. */
    static String owner(Caller caller) {
        return caller.may(Need.admin()) ? "" : caller.name();
    }

    /** A reach as an array of rows; null for everything. */
    static GenericExecuteSpec bind(GenericExecuteSpec statement, String name, Reach reach) {
        List<RepositoryId> repositories = reach.repositories();
        return repositories == null
                ? statement.bindNull(name, Long[].class)
                : statement.bind(name, numbers(repositories, RepositoryId::value));
    }
}
