package io.staithe.faults.history;

import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Operation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The calls of all clients, in the order in which they ended; any thread may add to it. */
public final class History {
    private static final JsonMapper JSON = new JsonMapper();

    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final LongSupplier clock;

    /** A history by this clock, in nanoseconds, which never goes back. */
    public History(LongSupplier clock) {
        this.clock = clock;
    }

    /** Notes that a client begins a call. */
    public Call begin(int client, Kind kind, String face, String target, List<Effect> effects) {
        return new Call(client, kind, face, target, effects, clock.getAsLong());
    }

    /** All calls that ended, by their beginning. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(operations);
        all.sort((one, other) -> Long.compare(one.started(), other.started()));
        return all;
    }

    /** How many calls of each face ended how. */
    public Map<String, Map<Outcome, Long>> counts() {
        return operations.stream()
                .collect(Collectors.groupingBy(
                        Operation::face,
                        TreeMap::new,
                        Collectors.groupingBy(Operation::outcome, TreeMap::new, Collectors.counting())));
    }

    /** Writes one JSON object for each call. */
    public void write(Path file) throws IOException {
        Files.write(file, operations().stream().map(JSON::writeValueAsString).toList());
    }

    /** A call that is under way; belongs to one thread. */
    public final class Call {
        private final int client;
        private Kind kind;
        private final String face;
        private final String target;
        private List<Effect> effects;
        private final long started;
        private long accepted = -1;

        private Call(int client, Kind kind, String face, String target, List<Effect> effects, long started) {
            this.client = client;
            this.kind = kind;
            this.face = face;
            this.target = target;
            this.effects = effects;
            this.started = started;
        }

        /** An answer said that it has its place in the order. */
        public void accepted() {
            accepted = clock.getAsLong();
        }

        /** An answer said that it means something else than what was asked. */
        public void is(Kind told) {
            kind = told;
        }

        /** An answer said what it did, which may be less than what was asked. */
        public void told(List<Effect> done) {
            effects = done;
        }

        /** It is over. */
        public void end(Outcome outcome) {
            end(outcome, List.of());
        }

        /** It is over, and showed this. */
        public void end(Outcome outcome, List<Item> seen) {
            long ended = clock.getAsLong();
            operations.add(new Operation(
                    numbers.incrementAndGet(),
                    client,
                    kind,
                    face,
                    target,
                    effects,
                    started,
                    accepted < 0 ? ended : accepted,
                    ended,
                    outcome,
                    seen));
        }
    }
}
