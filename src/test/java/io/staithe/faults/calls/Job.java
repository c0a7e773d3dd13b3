package io.staithe.faults.calls;

import io.staithe.faults.history.Effect;
import io.staithe.faults.history.History;
import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Operation.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client that runs one errand after the other, as a seed decides; belongs to one thread. */
public final class Job {
    private static final int MOST_PLACED = 40;
    private static final byte[] NOTHING = {};
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration BREATH = Duration.ofMillis(200);

    private final int number;
    private final Setting setting;
    private final Random random;
    private final Http http = new Http();
    private final List<Placed> placed = new ArrayList<>();
    private int builds;

    /** The job of a number; its errands follow from the seed and the number. */
    public Job(int number, long seed, Setting setting) {
        this.number = number;
        this.setting = setting;
        this.random = new Random(seed * 1_000_003 + number);
    }

    /**
     * Where jobs work.
     *
     * @param servers any of them takes any call
     * @param repositories each has a publication of its name, at a prefix of its name
     * @param uploader who signs for dput; nobody for servers without that face
     * @param complaints what a job found broken, a sentence for each
     */
    public record Setting(
            History history,
            List<URI> servers,
            List<String> repositories,
            Workshop workshop,
            @Nullable Uploader uploader,
            Collection<String> complaints) {}

    /** Something to do. */
    public interface Errand {
        /** Does it, and writes it down; a call without an answer is written down too. */
        void run(Job job);
    }

    /** A package that this job put into a repository, as far as it knows. */
    record Placed(String repository, Build build) {}

    /**
     * Runs errands of a list, each as often as it is in it, while there is time. Blocks.
     *
     * @param tidying what is run instead while there is too much, so that repositories stay small
     */
    public void work(List<Errand> errands, Errand tidying, BooleanSupplier goesOn) {
        while (goesOn.getAsBoolean()) {
            Errand errand = errands.get(random.nextInt(errands.size()));
            (placed.size() > MOST_PLACED ? tidying : errand).run(this);
        }
    }

    Random random() {
        return random;
    }

    Setting setting() {
        return setting;
    }

    /** One of the repositories. */
    String repository() {
        return setting.repositories().get(random.nextInt(setting.repositories().size()));
    }

    /** A name that nobody else gives. */
    String unique(String what) {
        return what + "-" + number + "-" + builds++;
    }

    /** A package that nobody built before. */
    Build build() {
        return setting.workshop().build(unique("p"), "first", random);
    }

    /** Other bytes of the same package. */
    Build rebuilt(Build build) {
        return setting.workshop().build(build.name(), "again " + builds++, random);
    }

    /** What this job believes it has in repositories. */
    List<Placed> placed() {
        return placed;
    }

    /** Takes one of them, which the job then no longer believes to be there; there is one at least. */
    Placed taken() {
        return placed.remove(random.nextInt(placed.size()));
    }

    /** Takes so many of those that are in a repository, or all of them. */
    List<Build> taken(String repository, int most) {
        List<Placed> taken = placed.stream()
                .filter(each -> each.repository().equals(repository))
                .limit(most)
                .toList();
        placed.removeAll(taken);
        return taken.stream().map(Placed::build).distinct().toList();
    }

    History.Call begin(Kind kind, String face, String target, List<Effect> effects) {
        return setting.history().begin(number, kind, face, target, effects);
    }

    Reply send(String method, String path) throws IOException {
        return send(method, path, Map.of(), NOTHING);
    }

    Reply send(String method, String path, Object json) throws IOException {
        return send(method, path, Map.of("Content-Type", "application/json"), Reply.JSON.writeValueAsBytes(json));
    }

    /** A call to any of the servers. After one that failed the job takes a breath, lest it only counts failures. */
    Reply send(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        URI server = setting.servers().get(random.nextInt(setting.servers().size()));
        try {
            Reply reply = http.send(server.resolve(path), method, headers, body);
            if (reply.outcome() == Outcome.UNKNOWN) {
                LockSupport.parkNanos(BREATH.toNanos());
            }
            return reply;
        } catch (IOException failed) {
            LockSupport.parkNanos(BREATH.toNanos());
            throw failed;
        }
    }

    /** How a task of aptly's dialect ended, from whichever server answers; unknown where none does in time. */
    Outcome outcome(long task) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                Reply reply = send("GET", "/api/tasks/" + task);
                JsonNode state = reply.json().path("State");
                if (reply.status() == 404) {
                    setting.complaints().add("task " + task + " was accepted and is not known");
                    return Outcome.UNKNOWN;
                }
                if (reply.status() == 200 && state.isNumber() && state.asInt() >= 2) {
                    return state.asInt() == 2 ? Outcome.DONE : Outcome.REFUSED;
                }
            } catch (IOException away) {
                // Another one may answer.
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return Outcome.UNKNOWN;
    }
}
