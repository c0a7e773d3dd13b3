package io.staithe.postgres;

import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Statement;
import io.staithe.queue.Notices;
import io.staithe.queue.Shield;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Notices by {@code LISTEN} and {@code NOTIFY}, on a connection of their own that no transaction pooler stands before.
 *
 * <p>They are transactions of their own, after the commit of what they tell: {@code NOTIFY} takes a lock at commit that
 * all others who notify wait for.
 */
public final class PgNotices implements Notices {
    private static final String LISTEN = "LISTEN staithe";

    /** Writes nothing, so its commit does not wait for the disk. */
    private static final String GIVE =
            "SELECT pg_notify('staithe', n.text) FROM unnest(CAST($1 AS text[])) AS n (text)";

    private final SessionConnections connections;

    /** Notices on a database. */
    public PgNotices(SessionConnections connections) {
        this.connections = connections;
    }

    @Override
    public Mono<Line> open() {
        return Mono.defer(() -> Mono.from(connections.factory().create()))
                .cast(PostgresqlConnection.class)
                .<Line>map(PgLine::new)
                .onErrorMap(SqlFaults::translate);
    }

    /** A line; the driver sends one statement after the other. */
    private record PgLine(PostgresqlConnection connection) implements Line {
        @Override
        public Flux<String> heard() {
            return connection
                    .getNotifications()
                    .map(PgLine::text)
                    .mergeWith(done(connection.createStatement(LISTEN)).then(Mono.empty()))
                    .concatWith(Mono.error(SqlFaults::unavailable))
                    .onErrorMap(SqlFaults::translate);
        }

        @Override
        public Mono<Void> give(Collection<String> notices) {
            return Mono.defer(() -> Shield.fromCancel(
                            done(connection.createStatement(GIVE).bind("$1", notices.toArray(String[]::new)))))
                    .onErrorMap(SqlFaults::translate);
        }

        @Override
        public Mono<Void> close() {
            return connection.close().onErrorComplete();
        }

        private static String text(Notification notification) {
            String text = notification.getParameter();
            return text == null ? "" : text;
        }

        private static Mono<Void> done(Statement statement) {
            return Flux.from(statement.execute())
                    .flatMap(result -> result.map(row -> 1))
                    .then();
        }
    }
}
