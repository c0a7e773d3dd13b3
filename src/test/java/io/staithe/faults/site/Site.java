package io.staithe.faults.site;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Replicas on one database, with a directory that they share. */
public final class Site implements AutoCloseable {
    /** An instance lapses soon, so that what is stopped is taken over while it is stopped. */
    static final Map<String, String> SETTINGS = Map.of(
            "staithe.queue.heartbeat", "500ms",
            "staithe.queue.lapse", "2s",
            "staithe.queue.poll", "200ms",
            "staithe.database.statement-timeout", "10s",
            "staithe.database.acquire-timeout", "3s",
            "staithe.intake.min-free-disk", "1MB",
            "staithe.storages.readers", "anybody");

    private final Path directory;
    private final PostgresPair database;
    private final List<Replica> replicas = new ArrayList<>();

    private Site(Path directory, PostgresPair database) {
        this.directory = directory;
        this.database = database;
    }

    /** How many replicas of which program, with which standby. */
    public record Plan(int replicas, Standby standby, Class<?> main, Map<String, String> settings) {}

    /** What follows the primary. */
    public enum Standby {
        NONE,
        ASYNCHRONOUS,
        SYNCHRONOUS
    }

    /** Starts all of it below a directory. Blocks. */
    public static Site open(Path directory, Plan plan) throws IOException, SQLException {
        Path databases = directory.resolve("databases");
        PostgresPair database = plan.standby() == Standby.NONE
                ? PostgresPair.single(databases)
                : PostgresPair.paired(databases, plan.standby() == Standby.SYNCHRONOUS);
        Site site = new Site(directory, database);
        try {
            site.start(plan);
            return site;
        } catch (IOException | RuntimeException failed) {
            site.close();
            throw failed;
        }
    }

    private void start(Plan plan) throws IOException {
        Mount.tryAt(shared());
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(plan.settings());
        for (int number = 0; number < plan.replicas(); number++) {
            replicas.add(new Replica(
                    directory.resolve("replica-" + number),
                    new Replica.Plan(plan.main(), settings),
                    database.port(),
                    database.password()));
        }
        CompletableFuture.allOf(replicas.stream()
                        .map(replica -> CompletableFuture.runAsync(replica::start))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Where clients reach the replicas. */
    public List<URI> addresses() {
        return replicas.stream().map(Replica::address).toList();
    }

    /** What the replicas share. */
    public Path shared() {
        return directory.resolve("shared");
    }

    /** A connection to the database past every proxy. */
    public Connection connect() throws SQLException {
        return database.connect();
    }

    List<Replica> replicas() {
        return replicas;
    }

    PostgresPair database() {
        return database;
    }

    /** What the primary writes comes to the standby no more, and neither of them knows that. */
    public void loseStandbysLink() {
        database.replication().silence();
    }

    /** The primary is gone for good, and everybody is led to its standby. Blocks. */
    public void failOver() throws IOException, SQLException {
        database.failOver();
        leadToPrimary();
        replicas.forEach(replica -> replica.back().cut());
    }

    /** Leads every replica to whoever is the primary now. */
    private void leadToPrimary() {
        replicas.forEach(replica -> replica.back().lead("127.0.0.1", database.port()));
    }

    /** Kills everything. */
    @Override
    public void close() throws IOException {
        for (Replica replica : replicas) {
            replica.close();
        }
        database.close();
        Mount.release(shared());
    }
}
