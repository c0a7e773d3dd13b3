package io.staithe.wiring.database;

import io.staithe.embedded.EmbeddedPostgres;
import io.staithe.fault.Refused;
import io.staithe.postgres.DatabaseAddress;
import io.staithe.wiring.StartFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server in use: an external one by its address, or the embedded one, which stops when this is closed.
 *
 * @param address for the pool of connections
 * @param session the same database with no pooler between, for migrations and {@code LISTEN}
 * @param embedded the server of our own; {@code null} where an external one is used
 */
public record DatabaseServer(
        DatabaseAddress address,
        DatabaseAddress session,
        @Nullable EmbeddedPostgres embedded) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);

    /** The external server that is set, or the embedded one, started in a directory of its own. Blocks. */
    static DatabaseServer of(DatabaseSettings settings, Path embeddedDirectory) {
        String url = settings.url();
        if (url == null) {
            return embedded(settings.embedded(), embeddedDirectory);
        }
        String password = password(settings);
        var address = DatabaseUrl.parse("staithe.database.url", url, settings.username(), password);
        String session = settings.sessionUrl();
        return new DatabaseServer(
                address,
                session == null
                        ? address
                        : DatabaseUrl.parse("staithe.database.session-url", session, settings.username(), password),
                null);
    }

    private static DatabaseServer embedded(DatabaseSettings.Embedded settings, Path directory) {
        var options = new EmbeddedPostgres.Options(
                settings.port(), settings.user(), settings.startTimeout(), settings.stopTimeout(), Map.of(), null);
        var server = EmbeddedPostgres.start(directory, options);
        var address = DatabaseAddress.local(server.port(), server.database(), server.username(), server.password());
        return new DatabaseServer(address, address, server);
    }

    private static @Nullable String password(DatabaseSettings settings) {
        Path file = settings.passwordFile();
        if (file == null) {
            return settings.password();
        }
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException failed) {
            throw new Refused(StartFault.PASSWORD_FILE, "staithe.database.password-file cannot be read: " + failed);
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
            LOG.info("database.stopped server=\"{}\"", this);
        }
    }

    /** For people; never a password. */
    @Override
    public String toString() {
        return embedded == null
                ? "PostgreSQL at " + address
                : "embedded PostgreSQL " + embedded.version() + " on 127.0.0.1:" + embedded.port();
    }
}
