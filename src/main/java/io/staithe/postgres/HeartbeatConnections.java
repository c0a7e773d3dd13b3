package io.staithe.postgres;

import io.r2dbc.pool.ConnectionPool;

/**
 * Connections that only heartbeats use, so that nothing that waits for the others can make an instance look lapsed.
 *
 * @param pool of one connection, and a second for when that one has gone silent
 */
public record HeartbeatConnections(ConnectionPool pool) implements AutoCloseable {
    /** How many there may be. */
    public static final int SIZE = 2;

    @Override
    public void close() {
        pool.dispose();
    }
}
