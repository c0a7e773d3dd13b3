package io.staithe.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Makes connections for a pool that keep their statements.
 *
 * @param connections the driver's
 */
record ReusingConnections(ConnectionFactory connections) implements ConnectionFactory {
    @Override
    public Publisher<? extends Connection> create() {
        return Mono.<Connection>from(connections.create()).map(ReusingConnection::new);
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return connections.getMetadata();
    }
}
