package io.staithe.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.staithe.faults.calls.Additions;
import io.staithe.faults.calls.Crew;
import io.staithe.faults.calls.Job;
import io.staithe.faults.calls.Looks;
import io.staithe.faults.calls.Workshop;
import io.staithe.faults.history.Checker;
import io.staithe.faults.history.Evidence;
import io.staithe.faults.history.Evidence.State;
import io.staithe.faults.history.History;
import io.staithe.faults.history.Item;
import io.staithe.faults.history.Operation;
import io.staithe.faults.history.Violation;
import io.staithe.faults.history.Violation.Rule;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same jobs at Debian's aptly 1.5.0: what it acknowledges and loses, the checker reports. */
@Tag("race")
final class AptlyIT {
    private static final long MILLIS = Long.getLong("staithe.trial.faults-aptly-millis", 1500);
    private static final String LOSING = "1.5.0";
    private static final String REPOSITORY = "main";
    private static final int JOBS = 16;
    private static final long SEED = 1;

    @TempDir
    Path scratch;

    @Test
    void whatAptlyLosesIsFound() throws Exception {
        Command.require("aptly", "aptly");
        String version = Command.run(List.of("aptly", "version")).succeeded().output();
        assumeThat(version).contains(LOSING);
        Files.writeString(scratch.resolve("aptly.conf"), "{\"rootDir\": \"" + scratch.resolve("root") + "\"}");
        int port = freePort();
        Process server = new ProcessBuilder(
                        "aptly",
                        "api",
                        "serve",
                        "-config=" + scratch.resolve("aptly.conf"),
                        "-listen=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            List<Violation> found = judged(URI.create("http://127.0.0.1:" + port));
            System.out.println("aptly " + LOSING + ": " + found.size() + " violations, the first: "
                    + found.stream().findFirst());
            assertThat(found).extracting(Violation::rule).contains(Rule.LOST_ADDITION);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static List<Violation> judged(URI aptly) throws Exception {
        AptlyClient client = new AptlyClient(aptly);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(UncheckedIOException.class)
                .until(() -> client.createRepository(REPOSITORY).status() == 201);
        History history = new History(System::nanoTime);
        Workshop workshop = new Workshop();
        var setting = new Job.Setting(
                history, List.of(aptly), List.of(REPOSITORY), workshop, null, new ConcurrentLinkedQueue<>());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
        new Crew(setting, SEED, JOBS)
                .work(
                        Stream.of(Crew.often(4, Additions::byForm), Crew.often(1, Looks::atRepository))
                                .flatMap(List::stream)
                                .toList(),
                        () -> System.nanoTime() < end,
                        goesOn -> {});
        List<Item> members =
                client.packages(REPOSITORY).stream().map(workshop::item).toList();
        // Its upload directories tell no digests, so nothing can be said of uploads.
        List<Operation> calls = history.operations().stream()
                .filter(each -> each.kind() != Operation.Kind.UPLOAD)
                .toList();
        return Checker.violations(
                calls,
                new Evidence(
                        Map.of(REPOSITORY, new State(members, List.of())),
                        Map.of(),
                        Map.of(),
                        Set.of(),
                        List.of(),
                        List.of()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
