package io.staithe.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.MultiHostConnectionStrategy.TargetServerType;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;

/** Makes connections, their pool, and the one kind of transaction that is used: READ COMMITTED. */
public final class Connections {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(5);
    /** More than there are constant statements; the texts of package queries vary without end. */
    private static final int PREPARED_STATEMENTS = 256;

    private static final Duration IDLE_TIME = Duration.ofMinutes(10);

    private Connections() {}

    /**
     * A bounded pool of connections, none of which is opened yet.
     *
     * @param options settings of PostgreSQL that each session begins with
     */
    public static ConnectionPool pool(DatabaseAddress address, Limits limits, Map<String, String> options) {
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(new ReusingConnections(direct(address, limits, options)))
                        .name("staithe")
                        .initialSize(0)
                        .maxSize(limits.maxSize())
                        .maxAcquireTime(limits.acquireTimeout())
                        .maxCreateConnectionTime(CONNECT_TIMEOUT)
                        .maxValidationTime(VALIDATION_TIMEOUT)
                        .maxIdleTime(IDLE_TIME)
                        .build());
    }

    /** Connections outside any pool, for whoever holds one for long, as {@code LISTEN} does. */
    public static ConnectionFactory direct(DatabaseAddress address, Limits limits, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.putIfAbsent(
                "idle_in_transaction_session_timeout",
                Long.toString(limits.statementTimeout().toMillis()));
        var builder = PostgresqlConnectionConfiguration.builder()
                .applicationName("staithe")
                .database(address.database())
                .username(address.username())
                .password(address.password())
                .connectTimeout(CONNECT_TIMEOUT)
                .tcpKeepAlive(true)
                .preparedStatementCacheQueries(PREPARED_STATEMENTS)
                .loopResources(new GuardedLoops(limits.silence()))
                .statementTimeout(limits.statementTimeout())
                .sslMode(SSLMode.fromValue(address.tls().mode()))
                .options(all);
        String root = address.tls().rootCertificate();
        if (root != null) {
            builder.sslRootCert(root);
        }
        if (address.hosts().size() == 1) {
            var only = address.hosts().get(0);
            return new PostgresqlConnectionFactory(
                    builder.host(only.name()).port(only.port()).build());
        }
        address.hosts().forEach(host -> builder.addHost(host.name(), host.port()));
        return new PostgresqlConnectionFactory(
                builder.targetServerType(TargetServerType.PRIMARY).build());
    }

    /** What makes statements on connections, of which a cancel leaves none half sent. */
    public static DatabaseClient client(ConnectionFactory connections) {
        return DatabaseClient.builder()
                .connectionFactory(connections)
                .executeFunction(statement ->
                        Flux.from(statement.execute()).map(result -> new SentResult(result, end(statement))))
                .build();
    }

    private static Runnable end(Statement statement) {
        return statement instanceof ReusedStatement reused ? reused::done : () -> {};
    }

    /** The manager of transactions on a pool. */
    public static ReactiveTransactionManager transactions(ConnectionFactory connections) {
        return new R2dbcTransactionManager(connections);
    }

    /** The one operator: READ COMMITTED, joined by whatever is subscribed to inside. */
    public static TransactionalOperator readCommitted(ReactiveTransactionManager transactions) {
        var definition = new DefaultTransactionDefinition();
        definition.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return TransactionalOperator.create(transactions, definition);
    }

    /**
     * What bounds connections.
     *
     * @param maxSize how many at most
     * @param acquireTimeout how long to wait for one
     * @param statementTimeout how long the server may run one statement, and waits for the next of a transaction: who
     *     stands still in one holds its rows no longer
     * @param silence after how long without a sign of the server a connection that waits for one is given up
     */
    public record Limits(int maxSize, Duration acquireTimeout, Duration statementTimeout, Duration silence) {
        private static final Duration LAG = Duration.ofSeconds(15);

        /** Gives the server some time beyond its own timeout. */
        public Limits(int maxSize, Duration acquireTimeout, Duration statementTimeout) {
            this(maxSize, acquireTimeout, statementTimeout, statementTimeout.plus(LAG));
        }
    }
}
