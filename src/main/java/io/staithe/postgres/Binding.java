package io.staithe.postgres;

import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** Binds what may be missing, which the client does not do by itself. */
final class Binding {
    private Binding() {}

    /** The statement with a value of this type, or NULL. */
    static <T> GenericExecuteSpec orNull(GenericExecuteSpec statement, String name, @Nullable T value, Class<T> type) {
        return value == null ? statement.bindNull(name, type) : statement.bind(name, value);
    }
}
