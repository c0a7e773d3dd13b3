package io.staithe.wiring.database;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which PostgreSQL holds everything but the bytes.
 *
 * @param url an external server, as {@code postgresql://user:password@host:5432/database?sslmode=verify-full}, also
 *     with {@code r2dbc:} or {@code jdbc:} before it, and with several hosts of a fail-over group joined by commas;
 *     default: none, which starts the embedded server
 * @param sessionUrl the same database without a transaction pooler between, for migrations and {@code LISTEN}; default:
 *     the url
 * @param username the role that owns the schema, where the url names none
 * @param password its password, where the url has none; prefer the file
 * @param passwordFile a file whose first line is the password
 * @param maxConnections how many connections at most; default 16
 * @param acquireTimeout how long a request waits for a connection before it is refused; default 10s
 * @param statementTimeout how long the server may run one statement, and waits for the next one of a
 *     transaction; a task that needs longer for one, in each of five tries, fails; default 60s
 * @param embedded the embedded server
 */
@ConfigurationProperties("staithe.database")
record DatabaseSettings(
        @Nullable String url,
        @Nullable String sessionUrl,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        @DefaultValue("16") int maxConnections,
        @DefaultValue("10s") Duration acquireTimeout,
        @DefaultValue("60s") Duration statementTimeout,
        @DefaultValue Embedded embedded) {
    /** Refuses what cannot work. */
    public DatabaseSettings {
        if (maxConnections < 2) {
            throw new IllegalArgumentException(
                    "staithe.database.max-connections is " + maxConnections + "; it must be 2 or more");
        }
        if (password != null && passwordFile != null) {
            throw new IllegalArgumentException(
                    "staithe.database.password and staithe.database.password-file are both set; set one");
        }
        if (url == null && sessionUrl != null) {
            throw new IllegalArgumentException(
                    "staithe.database.session-url is set without staithe.database.url; set both");
        }
        if (url != null) {
            DatabaseUrl.parse("staithe.database.url", url, username, password);
        }
        if (sessionUrl != null) {
            DatabaseUrl.parse("staithe.database.session-url", sessionUrl, username, password);
        }
    }

    /**
     * The embedded server, used where no url is set.
     *
     * @param port its port on 127.0.0.1; default 0, any free one
     * @param user whose rights it takes when the gateway runs as root; default {@code nobody}
     * @param startTimeout how long it may take to start, recovery after a crash included; default 5m
     * @param stopTimeout how long it may take to stop; default 60s
     */
    public record Embedded(
            @DefaultValue("0") int port,
            @DefaultValue("nobody") String user,
            @DefaultValue("5m") Duration startTimeout,
            @DefaultValue("60s") Duration stopTimeout) {}
}
