package io.staithe.postgres;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A connection that keeps its statements for the next time, while nobody uses them.
 *
 * @param connection the driver's
 * @param idle by their texts
 */
record ReusingConnection(Connection connection, Map<String, ReusedStatement> idle)
        implements Connection, Wrapped<Connection> {
    /** More than there are constant statements; the texts of package queries vary without end. */
    static final int MOST = 256;

    ReusingConnection(Connection connection) {
        this(connection, new ConcurrentHashMap<>());
    }

    @Override
    public Statement createStatement(String sql) {
        ReusedStatement kept = idle.remove(sql);
        return kept == null
                ? new ReusedStatement(connection.createStatement(sql), statement -> keep(sql, statement))
                : kept;
    }

    private void keep(String sql, ReusedStatement statement) {
        if (idle.size() < MOST) {
            idle.putIfAbsent(sql, statement);
        }
    }

    @Override
    public Connection unwrap() {
        return connection;
    }

    /** Tells the pool on which event loop the driver's connection is. */
    @Override
    public <E> @Nullable E unwrap(Class<E> type) {
        return connection instanceof Wrapped<?> wrapped ? wrapped.unwrap(type) : null;
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return connection.beginTransaction();
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return connection.beginTransaction(definition);
    }

    @Override
    public Publisher<Void> close() {
        return connection.close();
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return connection.commitTransaction();
    }

    @Override
    public Batch createBatch() {
        return connection.createBatch();
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return connection.createSavepoint(name);
    }

    @Override
    public boolean isAutoCommit() {
        return connection.isAutoCommit();
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return connection.getMetadata();
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return connection.getTransactionIsolationLevel();
    }

    @Override
    public Publisher<Void> releaseSavepoint(String name) {
        return connection.releaseSavepoint(name);
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return connection.rollbackTransaction();
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return connection.rollbackTransactionToSavepoint(name);
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean isOn) {
        return connection.setAutoCommit(isOn);
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return connection.setLockWaitTimeout(timeout);
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return connection.setStatementTimeout(timeout);
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return connection.setTransactionIsolationLevel(level);
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return connection.validate(depth);
    }
}
