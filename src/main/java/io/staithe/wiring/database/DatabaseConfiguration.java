package io.staithe.wiring.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import io.staithe.postgres.Connections;
import io.staithe.postgres.HeartbeatConnections;
import io.staithe.postgres.Schema;
import io.staithe.postgres.SessionConnections;
import io.staithe.wiring.Directories;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/**
 * From an empty directory or a URL to a migrated database and its pool of connections.
 *
 * <p>Each bean here depends on the one before it (directories and their lock, server, schema, pool), so they are
 * destroyed the other way round. The web server's port opens after all beans are made, so after the migration.
 */
@Configuration(proxyBeanMethods = false)
final class DatabaseConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseConfiguration.class);

    @Bean
    DatabaseServer databaseServer(DatabaseSettings settings, Directories directories) {
        return DatabaseServer.of(settings, directories.data().resolve("postgres"));
    }

    @Bean
    Schema.Server migratedServer(DatabaseServer server) {
        Schema.Server report = Schema.inspect(server.session());
        if (!report.synchronousCommit()) {
            LOG.warn("database.synchronous_commit=off on the server: a commit could be lost after it was"
                    + " acknowledged; every session of this gateway sets it on");
        }
        if (!report.fsync()) {
            LOG.warn("database.fsync=off on the server: a crash of its machine can lose acknowledged packages;"
                    + " set fsync = on");
        }
        Schema.migrate(server.session());
        return report;
    }

    @Bean
    Connections.Limits connectionLimits(DatabaseSettings settings) {
        return new Connections.Limits(
                settings.maxConnections(), settings.acquireTimeout(), settings.statementTimeout());
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseServer server, Schema.Server report, Connections.Limits limits) {
        return Connections.pool(server.address(), limits, options(report));
    }

    /** For notices, each of which is answered at once: a connection that has gone silent is given up and made anew. */
    @Bean
    SessionConnections sessionConnections(
            DatabaseServer server, Schema.Server report, @Value("${staithe.queue.heartbeat:2s}") Duration heartbeat) {
        var limits = new Connections.Limits(1, heartbeat, heartbeat, heartbeat);
        return new SessionConnections(Connections.direct(server.session(), limits, options(report)));
    }

    /** A beat that is not answered within its period is given up; the next one comes in time. */
    @Bean
    HeartbeatConnections heartbeatConnections(
            DatabaseServer server, Schema.Server report, @Value("${staithe.queue.heartbeat:2s}") Duration heartbeat) {
        var limits = new Connections.Limits(HeartbeatConnections.SIZE, heartbeat, heartbeat, heartbeat);
        return new HeartbeatConnections(Connections.pool(server.address(), limits, options(report)));
    }

    /** What a server does otherwise; no option where it does not, since poolers refuse what they do not know. */
    private static Map<String, String> options(Schema.Server report) {
        Map<String, String> options = new HashMap<>();
        if (!report.synchronousCommit()) {
            options.put("synchronous_commit", "on");
        }
        if (!report.readCommitted()) {
            options.put("default_transaction_isolation", "read committed");
        }
        return options;
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
        return Connections.client(connections);
    }
}
