package io.staithe.wiring.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import io.staithe.postgres.Connections;
import io.staithe.postgres.DatabaseAddress;
import io.staithe.postgres.Schema;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/**
 * From an empty directory or a URL to a migrated database and its pool of connections.
 *
 * <p>Every bean here depends on the one before it, so that they are destroyed the other way: pool, server, lock. The
 * web server's port opens after all beans are made, so after the migration.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    DatabaseAddress databaseAddress() {
        return DatabaseAddress.local(
                Integer.parseInt(System.getenv().getOrDefault("STAITHE_TEST_POSTGRES_PORT", "55432")),
                "postgres",
                "postgres",
                "staithe");
    }

    @Bean
    Connections.Limits connectionLimits(DatabaseSettings settings) {
        return new Connections.Limits(
                settings.maxConnections(), settings.acquireTimeout(), settings.statementTimeout());
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseAddress address, Connections.Limits limits) {
        Schema.migrate(address);
        return Connections.pool(address, limits, Map.of());
    }

    @Bean
    ReactiveTransactionManager transactionManager(ConnectionFactory connections) {
        return Connections.transactions(connections);
    }

    @Bean
    TransactionalOperator transactionalOperator(ReactiveTransactionManager transactions) {
        return Connections.readCommitted(transactions);
    }

    @Bean
    DatabaseClient databaseClient(ConnectionFactory connections) {
        return DatabaseClient.create(connections);
    }
}
