package io.staithe.embedded;

import io.staithe.fault.Broken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL server of our own, with one role and one database, both named {@code staithe}.
 *
 * <p>Listens on 127.0.0.1 alone and asks for a generated password (scram). Whoever starts one holds the
 * {@link DirectoryLock} above its directory, until after {@link #close}. A server that an earlier gateway left running
 * is stopped and started again, with its data. Starting and stopping block.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final int MAX_TRIES = 5;
    private static final String PORT_TAKEN = "could not bind IPv4 address";

    private final PostgresPaths paths;
    private final Binaries binaries;
    private final Runner runner;
    private final Options options;
    private final Binaries.Version version;
    private final String password;
    private final int port;

    private EmbeddedPostgres(Launch launch, String password, int port) {
        this.paths = launch.paths;
        this.binaries = launch.binaries;
        this.runner = launch.runner;
        this.options = launch.options;
        this.version = launch.version;
        this.password = password;
        this.port = port;
    }

    /** Unpacks, makes, recovers and starts what is needed; returns when the server takes connections. */
    public static EmbeddedPostgres start(Path directory, Options options) {
        try {
            return new Launch(directory.toAbsolutePath().normalize(), options).start();
        } catch (IOException failed) {
            throw new Broken(
                    EmbeddedFault.LAUNCH_FAILED, "cannot start PostgreSQL in " + directory + ": " + failed, failed);
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The name of the role that owns the database. */
    public String username() {
        return Cluster.ROLE;
    }

    /** That role's password. */
    public String password() {
        return password;
    }

    /** The name of the database. */
    public String database() {
        return Cluster.DATABASE;
    }

    /** The server's version, as {@code 18.6}. */
    public String version() {
        return version.text();
    }

    /** Stops the server in order: open sessions are ended, what was committed is kept. Repeatable. */
    @Override
    public void close() {
        if (!Files.exists(paths.pidFile())) {
            return;
        }
        if (stopInOrder().succeeded()) {
            return;
        }
        try {
            // It died by itself, or does not end its sessions.
            new Leftovers(paths, runner, options.stopTimeout()).stop();
        } catch (IOException failed) {
            throw new Broken(
                    EmbeddedFault.LAUNCH_FAILED,
                    "cannot stop PostgreSQL in " + paths.cluster() + ": " + failed,
                    failed);
        }
    }

    private Command.Result stopInOrder() {
        long seconds = options.stopTimeout().toSeconds();
        return runner.command(
                        paths.root(),
                        options.stopTimeout().plusSeconds(1),
                        binaries.program("pg_ctl"),
                        "stop",
                        "--silent",
                        "--mode=fast",
                        "--timeout=" + seconds,
                        "--pgdata=" + paths.cluster())
                .run();
    }

    /**
     * How a server is started.
     *
     * @param port its port; 0 for any free one
     * @param user whose rights it takes when this process is root
     * @param startTimeout how long it may take to start, recovery included
     * @param stopTimeout how long it may take to stop
     * @param settings settings of PostgreSQL that win over ours
     * @param binariesCache where its programs are unpacked, shared with other servers; {@code null} for the directory
     *     itself, which then keeps one release's programs only
     */
    public record Options(
            int port,
            String user,
            Duration startTimeout,
            Duration stopTimeout,
            Map<String, String> settings,
            @Nullable Path binariesCache) {
        /** Copies the settings. */
        public Options {
            settings = Map.copyOf(settings);
        }
    }

    /** The steps of a start. */
    private static final class Launch {
        private final PostgresPaths paths;
        private final Options options;
        private final Binaries binaries;
        private final Binaries.Version version;
        private final Runner runner;
        private final Cluster cluster;

        Launch(Path directory, Options options) throws IOException {
            this.paths = new PostgresPaths(directory);
            this.options = options;
            Trees.make(directory, "rwxr-xr-x");
            Path cache = options.binariesCache();
            this.binaries = Binaries.unpackedIn(cache == null ? directory : cache);
            if (cache == null) {
                binaries.removeOthers();
            }
            this.version = binaries.version();
            Cluster.checkMajor(paths, version);
            this.runner = Runner.choose(options.user(), directory, binaries.directory());
            this.cluster = new Cluster(paths, binaries, runner);
        }

        EmbeddedPostgres start() throws IOException {
            new Leftovers(paths, runner, options.stopTimeout()).stop();
            String password = cluster.prepare();
            for (int attempt = 1; ; attempt++) {
                int port = options.port() == 0 ? free() : options.port();
                cluster.configure(port, options.settings());
                var result = startServer();
                if (result.succeeded()) {
                    return new EmbeddedPostgres(this, password, port);
                }
                String words = result.lastWords() + "\n" + cluster.lastWords();
                // One that was only too slow runs on; nothing may be left behind.
                new Leftovers(paths, runner, options.stopTimeout()).stop();
                boolean again = options.port() == 0 && words.contains(PORT_TAKEN) && attempt < MAX_TRIES;
                if (!again) {
                    throw new Broken(
                            EmbeddedFault.LAUNCH_FAILED,
                            "PostgreSQL did not start on 127.0.0.1:" + port + " in " + paths.cluster() + ":\n" + words);
                }
            }
        }

        private Command.Result startServer() {
            return runner.command(
                            paths.root(),
                            options.startTimeout().plusSeconds(1),
                            binaries.program("pg_ctl"),
                            "start",
                            "--silent",
                            "--wait",
                            "--timeout=" + options.startTimeout().toSeconds(),
                            "--log=" + paths.startupLog(),
                            "--pgdata=" + paths.cluster())
                    .run();
        }

        private static int free() throws IOException {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
