package io.staithe.faults.site;

import io.staithe.testkit.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A primary and the standby that takes over from it. Replicas reach the primary by a proxy each, which are led to
 * whoever it is.
 *
 * <p>The standby is synchronous: a commit is answered when the standby has it on disk, and while there is none, not at
 * all; so what was answered outlives the primary. One thread calls it.
 */
final class PostgresPair implements AutoCloseable {
    private static final Map<String, String> SETTINGS =
            Map.of("fsync", "on", "wal_keep_size", "1GB", "max_connections", "200", "log_min_messages", "fatal");

    private final boolean isSynchronous;
    private final TcpProxy replication;
    private Postgres primary;
    private Postgres standby;
    private boolean hasStandby;

    private PostgresPair(Path directory, boolean isSynchronous) throws IOException {
        this.isSynchronous = isSynchronous;
        this.primary = new Postgres(readable(directory.resolve("one")), freePort());
        this.standby = new Postgres(readable(directory.resolve("two")), freePort());
        this.replication = new TcpProxy("127.0.0.1", primary.port());
    }

    /** A primary alone. Blocks. */
    static PostgresPair single(Path directory) throws IOException {
        PostgresPair pair = new PostgresPair(directory, false);
        pair.primary.start(SETTINGS);
        return pair;
    }

    /** A primary with a standby that follows it. Blocks. */
    static PostgresPair paired(Path directory, boolean isSynchronous) throws IOException, SQLException {
        PostgresPair pair = new PostgresPair(directory, isSynchronous);
        pair.primary.start(pair.settings());
        pair.follow();
        return pair;
    }

    /** The port of the primary. */
    int port() {
        return primary.port();
    }

    String password() throws IOException {
        return primary.password();
    }

    /** A connection to the primary past every proxy. */
    Connection connect() throws SQLException {
        return primary.connect();
    }

    boolean hasStandby() {
        return hasStandby;
    }

    /** What the standby gets from the primary passes here. */
    TcpProxy replication() {
        return replication;
    }

    /** Kills the primary and starts it again. */
    void restart() throws IOException {
        primary.kill();
        primary.start(settings());
    }

    /** Kills the primary for good and makes the standby the primary. */
    void failOver() throws IOException, SQLException {
        primary.kill();
        standby.promote();
        Postgres gone = primary;
        primary = standby;
        standby = gone;
        hasStandby = false;
        replication.lead("127.0.0.1", primary.port());
        replication.speak();
    }

    /** Gives the primary a standby where it has none. */
    void follow() throws IOException, SQLException {
        primary.copyTo(standby);
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("primary_conninfo", primary.reachedThrough(replication.port()));
        standby.start(settings);
        hasStandby = true;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        if (isSynchronous) {
            settings.put("synchronous_standby_names", "*");
        }
        return settings;
    }

    @Override
    public void close() throws IOException {
        if (hasStandby) {
            standby.kill();
        }
        primary.kill();
        replication.close();
    }

    private static Path readable(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Path each = directory; each != null && Files.isWritable(each); each = each.getParent()) {
            if (each.getFileName() != null && each.getParent().getParent() != null) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return directory;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
