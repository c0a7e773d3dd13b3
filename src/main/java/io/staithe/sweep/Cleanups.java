package io.staithe.sweep;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.observe.Correlation;
import io.staithe.queue.Atomically;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import io.staithe.sweep.SweepStore.Depth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Mono;

/**
 * Sweeps on demand, as a task: what no repository, snapshot, pin or kept generation names goes at once. It changes a
 * lane that nobody else knows, so it waits for nobody but its like.
 */
public final class Cleanups implements SingleTaskHandler {
    /** The kind of its tasks. */
    public static final String CLEAN_UP = "db.cleanup";

    private static final int VERSION = 1;
    private static final Lane LANE = new Lane("cleanup");
    private static final Set<Kind> FILES =
            Set.of(Kind.BLOBS, Kind.POOL_ORPHANS, Kind.POOL_PATHS, Kind.HASHED_FILES, Kind.SHARDS);

    private final Sweep sweep;
    private final Terms terms;
    private final Tasks tasks;
    private final Atomically atomically;

    /** Cleanups by a sweep; the terms are those of sweeps that nobody asks for. */
    public Cleanups(Sweep sweep, Terms terms, Tasks tasks, Atomically atomically) {
        this.sweep = sweep;
        this.terms = terms.atOnce();
        this.tasks = tasks;
        this.atomically = atomically;
    }

    /** Has a sweep accepted; emits its task after commit. */
    public Mono<Task> submit(Caller caller, Listing listing) {
        return caller.required(Need.admin())
                .then(Correlation.current())
                .map(correlation -> new NewTask(
                        CLEAN_UP,
                        VERSION,
                        "{}",
                        "Clean up db",
                        caller,
                        correlation,
                        List.of(LANE),
                        List.of(),
                        listing == Listing.LISTED))
                .flatMap(tasks::submit);
    }

    @Override
    public String kind() {
        return CLEAN_UP;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public Mono<Void> perform(Task task) {
        return sweep.all(terms, Depth.FILES)
                .flatMap(swept -> atomically.settle(Mono.just(List.of(settlement(task, swept)))))
                .then();
    }

    /** The phrases run together without newlines, as aptly's do; its detail speaks of packages and counts files. */
    private static Settlement settlement(Task task, List<Swept> all) {
        Map<Kind, Swept> swept = new EnumMap<>(Kind.class);
        all.forEach(one -> swept.put(one.kind(), one));
        long packages = swept.getOrDefault(Kind.PACKAGES, new Swept(Kind.PACKAGES, 0, 0))
                .count();
        long files = sum(all, FILES, Swept::count);
        String output = "Deleting unreferenced packages (" + packages + ")..." + "Deleting unreferenced files (" + files
                + ")..." + "Disk space freed: " + sum(all, FILES, Swept::sizeBytes) + " bytes...\n";
        return Settlement.succeeded(task, null, output)
                .detailed("{\"TotalNumberOfPackagesToDelete\":" + files + ",\"RemainingNumberOfPackagesToDelete\":0}");
    }

    private static long sum(List<Swept> all, Set<Kind> kinds, ToLongFunction<Swept> part) {
        return all.stream()
                .filter(one -> kinds.contains(one.kind()))
                .mapToLong(part)
                .sum();
    }
}
