package io.staithe.postgres;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A statement of one connection that is bound and executed again and again, by one after the other: the driver takes
 * its text apart when it is made, which for a long one costs more than anything else that is done with it.
 *
 * <p>Values that are bound take the place of those before; so an execution with fewer of them than before is refused.
 * One that was bound large values is not used again, since it keeps them.
 */
final class ReusedStatement implements Statement {
    private static final long LARGE = 16 * 1024;
    private static final long OF_AN_ELEMENT = 64;

    private final Statement statement;
    private final Consumer<ReusedStatement> idle;
    private int bound;
    private int needed;
    private long size;
    private boolean isPlain = true;

    /**
     * A statement that was made just now.
     *
     * @param idle takes it back when it may be used again
     */
    ReusedStatement(Statement statement, Consumer<ReusedStatement> idle) {
        this.statement = statement;
        this.idle = idle;
    }

    @Override
    public Statement add() {
        isPlain = false;
        statement.add();
        return this;
    }

    @Override
    public Statement bind(int index, Object value) {
        count(value);
        statement.bind(index, value);
        return this;
    }

    @Override
    public Statement bind(String name, Object value) {
        count(value);
        statement.bind(name, value);
        return this;
    }

    @Override
    public Statement bindNull(int index, Class<?> type) {
        count(null);
        statement.bindNull(index, type);
        return this;
    }

    @Override
    public Statement bindNull(String name, Class<?> type) {
        count(null);
        statement.bindNull(name, type);
        return this;
    }

    @Override
    public Statement returnGeneratedValues(String... columns) {
        isPlain = false;
        statement.returnGeneratedValues(columns);
        return this;
    }

    @Override
    public Statement fetchSize(int rows) {
        isPlain = false;
        statement.fetchSize(rows);
        return this;
    }

    @Override
    public Publisher<? extends Result> execute() {
        if (bound < needed) {
            throw new IllegalStateException("a statement of " + needed + " values was bound " + bound);
        }
        return statement.execute();
    }

    /** Its result was read to its end, and it was executed once. */
    void done() {
        if (isPlain && bound > 0 && size < LARGE) {
            needed = bound;
            bound = 0;
            size = 0;
            idle.accept(this);
        }
    }

    private void count(@Nullable Object value) {
        bound++;
        size += size(value instanceof Parameter parameter ? parameter.getValue() : value);
    }

    private static long size(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.length();
        }
        if (value instanceof Object[] elements) {
            return elements.length * OF_AN_ELEMENT;
        }
        return value instanceof byte[] bytes ? bytes.length : OF_AN_ELEMENT;
    }
}
