package io.staithe.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Broken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Server processes that outlived the gateway that started them; only the holder of the directory's lock may stop them.
 *
 * <p>A process counts only if it is named {@code postgres} and works in the cluster: the number in
 * {@code postmaster.pid} may belong to a stranger by now. When none is left, that file is removed, since PostgreSQL
 * itself would take a stranger of the same user for a running server.
 */
final class Leftovers {
    private static final Pattern WORKING_DIRECTORY = Pattern.compile(" /proc/(\\d+)/cwd -> (.+)$", Pattern.MULTILINE);
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
        Set<Long> left = processes();
        long postmaster = postmaster();
        if (left.contains(postmaster)) {
            signal("INT", postmaster);
        }
        if (!ended(left)) {
            left.forEach(process -> signal("QUIT", process));
            if (!ended(left)) {
                throw new Broken(
                        EmbeddedFault.LAUNCH_FAILED,
                        "an earlier PostgreSQL server still works in " + paths.cluster() + " and cannot be stopped:"
                                + " processes " + left);
            }
        }
        Files.deleteIfExists(paths.pidFile());
    }

    private long postmaster() throws IOException {
        List<String> lines = Files.readAllLines(paths.pidFile(), UTF_8);
        try {
            return lines.isEmpty() ? -1 : Long.parseLong(lines.get(0).strip());
        } catch (NumberFormatException unreadable) {
            return -1;
        }
    }

    private Set<Long> processes() throws IOException {
        Path cluster = paths.cluster().toRealPath();
        var found = new TreeSet<Long>();
        // A container's root may not look into another user's processes; that user may.
        for (Runner who : List.of(new Runner(List.of(), runner.owner()), runner)) {
            String listing = who.command(paths.root(), LISTING_LIMIT, "sh", "-c", "ls -l /proc/[0-9]*/cwd 2>&1")
                    .run()
                    .output();
            for (Matcher line = WORKING_DIRECTORY.matcher(listing); line.find(); ) {
                if (line.group(2).equals(cluster.toString()) && isPostgres(line.group(1))) {
                    found.add(Long.valueOf(line.group(1)));
                }
            }
        }
        return found;
    }

    private static boolean isPostgres(String process) {
        try {
            return Files.readString(Path.of("/proc", process, "comm")).strip().equals("postgres");
        } catch (IOException ended) {
            return false;
        }
    }

    private void signal(String name, long process) {
        String kill = "kill -" + name + " " + process;
        new Command(List.of("sh", "-c", kill), paths.root(), LISTING_LIMIT).run();
    }

    private boolean ended(Set<Long> processes) {
        var alive = new ArrayList<ProcessHandle>();
        processes.forEach(process -> ProcessHandle.of(process).ifPresent(alive::add));
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (ProcessHandle process : alive) {
                process.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("waiting for a process never fails", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
