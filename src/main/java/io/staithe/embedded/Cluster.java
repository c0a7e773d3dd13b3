package io.staithe.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The cluster on disk: made once, with a password of its own; refused where another major made it.
 *
 * <p>A new cluster is made beside its name and renamed when it is complete, so a kill in between leaves no half one.
 */
final class Cluster {
    static final String ROLE = "staithe";
    static final String DATABASE = "staithe";

    private static final Duration INIT_LIMIT = Duration.ofMinutes(5);
    private static final int PASSWORD_BYTES = 32;
    private static final int MAX_LAST_LINES = 12;
    private static final String PRIVATE_FILE = "rw-------";
    private static final String PRIVATE_DIRECTORY = "rwx------";
    private static final String MODEST = """
            # Written at each start by Staithe. What ALTER SYSTEM sets stays, in postgresql.auto.conf.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 100
            password_encryption = 'scram-sha-256'
            shared_buffers = '128MB'
            work_mem = '16MB'
            max_wal_size = '2GB'
            wal_compression = on
            fsync = on
            full_page_writes = on
            synchronous_commit = on
            random_page_cost = 1.1
            jit = off
            max_parallel_workers_per_gather = 0
            # Until the first visit, tables that were just filled are planned for as if they were empty.
            autovacuum_naptime = '5s'
            idle_in_transaction_session_timeout = '5min'
            timezone = 'UTC'
            log_timezone = 'UTC'
            logging_collector = on
            log_directory = 'log'
            log_filename = 'postgresql-%a.log'
            log_file_mode = 0600
            log_rotation_age = '1d'
            log_rotation_size = 0
            log_truncate_on_rotation = on
            """;

    private final PostgresPaths paths;
    private final Binaries binaries;
    private final Runner runner;

    Cluster(PostgresPaths paths, Binaries binaries, Runner runner) {
        this.paths = paths;
        this.binaries = binaries;
        this.runner = runner;
    }

    /** Refuses data of another major than these programs'; no data is fine. */
    static void checkMajor(PostgresPaths paths, Binaries.Version version) throws IOException {
        if (!Files.exists(paths.cluster())) {
            return;
        }
        String major = Files.readString(paths.majorFile()).strip();
        if (major.equals(Integer.toString(version.major()))) {
            return;
        }
        throw new Refused(
                EmbeddedFault.MAJOR_DIFFERS,
                "the data in " + paths.cluster() + " was written by PostgreSQL " + major + ", and this release brings"
                        + " PostgreSQL " + version.text() + ", which cannot read it. The way out is dump and restore:"
                        + " start the release that wrote it, dump its database with pg_dump " + major
                        + " (role and database are named " + ROLE + ", the password is in " + paths.password()
                        + "), move " + paths.cluster() + " aside, start this release, and restore the dump");
    }

    /** Makes the cluster if there is none, and sees that the server's user owns it. Returns the role's password. */
    String prepare() throws IOException {
        Trees.remove(paths.unfinishedCluster());
        if (!Files.exists(paths.cluster())) {
            create();
        }
        runner.claim(paths.cluster());
        if (!Files.exists(paths.password())) {
            throw new Refused(
                    EmbeddedFault.PASSWORD_LOST,
                    paths.password() + " is gone, without which the database in " + paths.cluster()
                            + " cannot be entered; put it back from a backup");
        }
        return Files.readString(paths.password()).strip();
    }

    private void create() throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        writePrivate(paths.password(), password + "\n");
        Path unfinished = Trees.make(paths.unfinishedCluster(), PRIVATE_DIRECTORY);
        runner.claim(unfinished);
        Path passed = paths.root().resolve("password.init");
        try {
            writePrivate(passed, password + "\n");
            runner.claim(passed);
            initialise(unfinished, passed);
        } finally {
            Files.deleteIfExists(passed);
        }
        createDatabase(unfinished);
        Files.move(unfinished, paths.cluster(), StandardCopyOption.ATOMIC_MOVE);
        sync(paths.root());
    }

    private void initialise(Path directory, Path passwordFile) {
        runner.command(
                        paths.root(),
                        INIT_LIMIT,
                        binaries.program("initdb"),
                        "--pgdata=" + directory,
                        "--username=" + ROLE,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-instructions")
                .run()
                .orFail("initdb in " + directory);
    }

    private void createDatabase(Path directory) {
        var single = List.of(binaries.program("postgres"), "--single", "-D", directory.toString(), "template1");
        runner.command(paths.root(), INIT_LIMIT, "CREATE DATABASE " + DATABASE + "\n", single)
                .run()
                .orFail("making database " + DATABASE + " in " + directory);
    }

    /** Writes the server's settings for one start; those given win over the modest ones. */
    void configure(int port, Map<String, String> settings) throws IOException {
        String given = settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> setting.getKey() + " = '" + setting.getValue().replace("'", "''") + "'\n")
                .collect(Collectors.joining());
        writePrivate(paths.configuration(), MODEST + "port = " + port + "\n" + given);
        runner.claim(paths.configuration());
        Files.deleteIfExists(paths.startupLog());
    }

    /** The last words of the server, for an error's message. */
    String lastWords() throws IOException {
        var words = new StringBuilder(tail(paths.startupLog()));
        Path logs = paths.cluster().resolve("log");
        if (Files.isDirectory(logs)) {
            try (var files = Files.list(logs)) {
                files.max(Comparator.comparingLong(log -> log.toFile().lastModified()))
                        .ifPresent(log -> words.append('\n').append(tail(log)));
            }
        }
        return words.toString();
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LAST_LINES), lines.size()));
        } catch (IOException unreadable) {
            return log + " is not readable";
        }
    }

    /** Writes a file that only its owner reads, whole or not at all. */
    private static void writePrivate(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_FILE));
        Files.createFile(unfinished, mode);
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.write(UTF_8.encode(text));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
