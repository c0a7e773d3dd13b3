package io.staithe.postgres;

import io.r2dbc.spi.ConnectionFactory;

/**
 * Connections outside the pool, which no transaction pooler stands before: for {@code LISTEN}.
 *
 * @param factory opens one at each subscription; whoever opens one closes it
 */
public record SessionConnections(ConnectionFactory factory) {}
