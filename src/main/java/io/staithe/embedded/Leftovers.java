package io.staithe.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Broken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Server processes that outlived the gateway that started them; only the holder of the directory's lock may stop them.
 *
 * <p>A process counts only if it is named {@code postgres} and works in the cluster: the number in
 * {@code postmaster.pid} may belong to a stranger by now. When none is left, that file is removed, since PostgreSQL
 * itself would take a stranger of the same user for a running server.
 */
final class Leftovers {
    private static final Pattern WORKING_DIRECTORY = Pattern.compile(" /proc/(\\d+)/cwd -> (.+)$", Pattern.MULTILINE);
    private static final Pattern ALIVE =
            Pattern.compile("^Name:\\s*postgres\\n(?s:.*)^State:\\s*[^ZX\\s]", Pattern.MULTILINE);
    private static final String AWAIT_END = """
            for process; do
                while grep -qs '^Name:[[:space:]]*postgres$' "/proc/$process/status" &&
                      grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$process/status"; do
                    sleep 0.05
                done
            done
            """;
    private static final Duration DYING_LIMIT = Duration.ofSeconds(2);
    private static final Duration LISTING_LIMIT = Duration.ofSeconds(30);

    private final PostgresPaths paths;
    private final Runner runner;
    private final Duration limit;

    Leftovers(PostgresPaths paths, Runner runner, Duration limit) {
        this.paths = paths;
        this.runner = runner;
        this.limit = limit;
    }

    /** Stops what is left, in order if it can, within twice the limit. Blocks. */
    void stop() throws IOException {
        if (!Files.exists(paths.pidFile())) {
            return;
        }
        Map<Long, String> servers = servers();
        String cluster = paths.cluster().toRealPath().toString();
        Set<Long> left = servers.keySet().stream()
                .filter(process -> cluster.equals(servers.get(process)))
                .collect(Collectors.toCollection(TreeSet::new));
        long postmaster = postmaster();
        if (left.contains(postmaster)) {
            signal("INT", postmaster);
        }
        end(left);
        // A server that hides where it works is dying, or may be this cluster's: then PostgreSQL decides by the file.
        boolean isElsewhere = servers.containsKey(postmaster);
        if (isElsewhere || ended(Set.of(postmaster), DYING_LIMIT)) {
            Files.deleteIfExists(paths.pidFile());
        }
    }

    private void end(Set<Long> left) {
        if (ended(left, limit)) {
            return;
        }
        left.forEach(process -> signal("QUIT", process));
        if (!ended(left, limit)) {
            throw new Broken(
                    EmbeddedFault.LAUNCH_FAILED,
                    "an earlier PostgreSQL server still works in " + paths.cluster()
                            + " and cannot be stopped: processes " + left);
        }
    }

    private long postmaster() throws IOException {
        List<String> lines = Files.readAllLines(paths.pidFile(), UTF_8);
        try {
            return lines.isEmpty() ? -1 : Long.parseLong(lines.get(0).strip());
        } catch (NumberFormatException unreadable) {
            return -1;
        }
    }

    /** The processes of any PostgreSQL server that can be looked into, and the directory in which each works. */
    private Map<Long, String> servers() {
        var found = new HashMap<Long, String>();
        // A container's root may not look into another user's processes; that user may.
        for (Runner who : List.of(new Runner(List.of(), runner.owner()), runner)) {
            String listing = who.command(paths.root(), LISTING_LIMIT, "sh", "-c", "ls -l /proc/[0-9]*/cwd 2>&1")
                    .run()
                    .output();
            for (Matcher line = WORKING_DIRECTORY.matcher(listing); line.find(); ) {
                long process = Long.parseLong(line.group(1));
                if (isPostgres(process)) {
                    found.put(process, line.group(2));
                }
            }
        }
        return found;
    }

    private static boolean isPostgres(long process) {
        try {
            return ALIVE.matcher(Files.readString(Path.of("/proc", Long.toString(process), "status")))
                    .find();
        } catch (IOException ended) {
            return false;
        }
    }

    private void signal(String name, long process) {
        String kill = "kill -" + name + " " + process;
        new Command(List.of("sh", "-c", kill), paths.root(), LISTING_LIMIT).run();
    }

    /** Whether the processes end in time; one that nobody reaped has ended, and so has one whose number is reused. */
    private boolean ended(Set<Long> processes, Duration within) {
        var words = new ArrayList<>(List.of("sh", "-c", AWAIT_END, "sh"));
        processes.forEach(process -> words.add(process.toString()));
        return new Command(words, paths.root(), within).run().succeeded();
    }
}
