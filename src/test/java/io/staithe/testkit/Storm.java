package io.staithe.testkit;

import io.staithe.testkit.AptlyClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Many clients that upload and add a package each, over and over, as CI jobs do.
 *
 * <p>What a client was told is added is written down; what then is missing is lost.
 */
public final class Storm {
    /** How a client adds. */
    public enum Mode {
        WAITING,
        LATER
    }

    private final List<AptlyClient> servers;
    private final String repository;
    private final IntFunction<byte[]> packages;
    private volatile Runnable acknowledgement = () -> {};
    private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<Integer> uploaded = ConcurrentHashMap.newKeySet();
    private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    /** A storm on one repository; the clients take the servers in turn. */
    public Storm(List<AptlyClient> servers, String repository, IntFunction<byte[]> packages) {
        this.servers = List.copyOf(servers);
        this.repository = repository;
        this.packages = packages;
    }

    /** Calls this after each acknowledged addition. */
    public Storm onAcknowledged(Runnable listener) {
        acknowledgement = listener;
        return this;
    }

    /** Lets so many clients add so many packages between them. Blocks until the last has its answer. */
    public Storm blow(int clients, int count, Mode mode) {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Callable<Void>> jobs = IntStream.range(0, clients)
                    .<Callable<Void>>mapToObj(client -> () -> {
                        for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                            attempt(servers.get(client % servers.size()), number, mode);
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(jobs)) {
                done.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        } catch (ExecutionException broken) {
            throw new AssertionError(broken.getCause());
        } finally {
            threads.shutdownNow();
        }
        return this;
    }

    /** The numbers of the packages that a server said are added, and what it said. */
    public Map<Integer, String> acknowledged() {
        return acknowledged;
    }

    /** The numbers of the packages whose bytes a server said it has. */
    public Set<Integer> uploaded() {
        return uploaded;
    }

    /** The numbers of the packages for whose addition a server gave a task. */
    public Set<Integer> accepted() {
        return accepted;
    }

    /** What went wrong, in words; calls that found no server count here too. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    private void attempt(AptlyClient server, int number, Mode mode) {
        try {
            String directory = "job-" + number;
            byte[] bytes = packages.apply(number);
            Answer upload = number % 2 == 0
                    ? server.put(directory, fileName(number), bytes)
                    : server.post(directory, fileName(number), bytes);
            if (upload.status() != 200) {
                failures.add("upload " + number + ": " + upload);
                return;
            }
            uploaded.add(number);
            JsonNode report = mode == Mode.WAITING ? waited(server, number) : later(server, number);
            if (report.path("FailedFiles").size() == 0
                    && report.path("Report").path("Added").size() == 1) {
                acknowledged.put(
                        number, report.path("Report").path("Added").get(0).asString());
                acknowledgement.run();
            } else {
                failures.add("add " + number + ": " + report);
            }
        } catch (RuntimeException | AssertionError broken) {
            failures.add(number + ": " + broken);
        }
    }

    private JsonNode waited(AptlyClient server, int number) {
        return server.add(repository, "job-" + number).expect(200).json();
    }

    private JsonNode later(AptlyClient server, int number) {
        long task = server.addLater(repository, "job-" + number)
                .expect(202)
                .json()
                .path("ID")
                .asLong();
        accepted.add(number);
        return server.outcome(task).path("Value");
    }

    /** The file name of the package of a number. */
    public static String fileName(int number) {
        return "storm-" + number + "_1.0_amd64.deb";
    }
}
