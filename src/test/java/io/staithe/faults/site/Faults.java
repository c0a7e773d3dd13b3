package io.staithe.faults.site;

import io.staithe.testkit.Command;
import io.staithe.testkit.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What can happen to a site. */
public final class Faults {
    private static final int BALLAST_MIB = 8;

    private final Site site;

    /** The faults of a site. */
    public Faults(Site site) {
        this.site = site;
    }

    /** All of them. */
    public List<Fault> all() {
        return List.of(
                fault("kill -9 of a replica", this::kill),
                fault("SIGSTOP longer than a lapse", this::pause),
                fault("kill -9 of PostgreSQL", random -> site.database().restart()),
                needing("fail-over to the standby", standby(), random -> failOver()),
                fault(
                        "connections of clients cut",
                        random -> any(random).front().cut()),
                fault(
                        "connections to the database cut",
                        random -> any(random).back().cut()),
                fault("bodies truncated", random -> truncate(any(random).front(), random)),
                fault("network of clients slow", random -> slow(any(random).front(), random)),
                fault("network to the database slow", random -> slow(any(random).back(), random)),
                fault(
                        "network to the database silent",
                        random -> silent(any(random).back(), random)),
                needing("fsync fails", tool("strace"), this::failedSync),
                needing("disk full", mounted(), this::full),
                fault("clock steps", this::clockStep));
    }

    private Replica any(Random random) {
        return site.replicas().get(random.nextInt(site.replicas().size()));
    }

    private void kill(Random random) {
        Replica replica = any(random);
        replica.kill();
        pass(random, 0, 500);
        replica.start();
    }

    private void pause(Random random) {
        Replica replica = any(random);
        replica.signal("STOP");
        pass(random, 2_500, 4_500);
        replica.signal("CONT");
    }

    private void failOver() throws Exception {
        site.failOver();
        site.database().follow();
    }

    private static void truncate(TcpProxy proxy, Random random) {
        proxy.cutAfter(1_000 + random.nextInt(200_000));
        pass(random, 1_000, 2_000);
        proxy.cutAfter(Long.MAX_VALUE);
    }

    private static void slow(TcpProxy proxy, Random random) {
        proxy.delay(Duration.ofMillis(20 + random.nextInt(200)));
        pass(random, 1_000, 3_000);
        proxy.delay(Duration.ZERO);
    }

    private static void silent(TcpProxy proxy, Random random) {
        proxy.silence();
        pass(random, 1_000, 4_000);
        proxy.speak();
        // What was swallowed would never come: the connections are of no use any more.
        proxy.cut();
    }

    /** From outside, in the process as it runs: each third or so sync of a file fails, as on a disk that dies. */
    private void failedSync(Random random) throws IOException, InterruptedException {
        Process strace = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-qq",
                        "-e",
                        "trace=fsync,fdatasync",
                        "-e",
                        "inject=fsync,fdatasync:error=EIO:when=1+" + (2 + random.nextInt(3)),
                        "-o",
                        "/dev/null",
                        "-p",
                        Long.toString(any(random).pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        pass(random, 1_500, 3_000);
        strace.destroy();
        if (!strace.waitFor(30, TimeUnit.SECONDS)) {
            throw new IOException("strace does not let go");
        }
    }

    /** The disk of the pool has a few MiB left, then it has what it had. */
    private void full(Random random) throws IOException {
        Path ballast = site.shared().resolve("ballast");
        long free = Files.getFileStore(site.shared()).getUsableSpace();
        long taken = Math.max(1, free - random.nextInt(BALLAST_MIB << 20));
        Command.run(List.of("fallocate", "-l", Long.toString(taken), ballast.toString()));
        pass(random, 1_500, 3_000);
        Files.deleteIfExists(ballast);
    }

    private void clockStep(Random random) throws IOException {
        Path clock = any(random).clock();
        Files.writeString(clock, Long.toString((random.nextBoolean() ? 1 : -1) * (30L + random.nextInt(7200))));
        pass(random, 1_000, 3_000);
        Files.writeString(clock, "0");
    }

    private String standby() {
        return site.database().hasStandby() ? "" : "there is no standby";
    }

    private String mounted() {
        return Mount.isMounted(site.shared()) ? "" : "only root can mount a tmpfs to be filled";
    }

    private static String tool(String name) {
        return Command.isPresent(name) ? "" : "there is no " + name;
    }

    private static void pass(Random random, int fromMillis, int toMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(fromMillis + random.nextInt(toMillis - fromMillis)));
    }

    private static Fault fault(String name, Strike strike) {
        return needing(name, "", strike);
    }

    private static Fault needing(String name, String obstacle, Strike strike) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String obstacle() {
                return obstacle;
            }

            @Override
            public void strike(Random random) throws Exception {
                strike.strike(random);
            }
        };
    }

    private interface Strike {
        void strike(Random random) throws Exception;
    }
}
