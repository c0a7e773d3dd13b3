package io.staithe.queue.lanes;

import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A handler whose effect is one row per task, written in the transaction of the settlement. */
final class Marking implements TaskHandler {
    static final String TABLE = """
            CREATE TABLE effect (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                task_id bigint NOT NULL,
                attempt integer NOT NULL,
                lane text NOT NULL
            )
            """;

    private static final String MARK = """
            INSERT INTO effect (task_id, attempt, lane)
            SELECT id, attempt, lane
            FROM unnest(:ids, :attempts, :lanes) AS m (id, attempt, lane)
            """;

    private final String kind;
    private final int batch;
    private final DatabaseClient database;
    private final Atomically atomically;
    private final Function<List<Task>, Mono<Void>> before;

    private Marking(
            String kind,
            int batch,
            DatabaseClient database,
            Atomically atomically,
            Function<List<Task>, Mono<Void>> before) {
        this.kind = kind;
        this.batch = batch;
        this.database = database;
        this.atomically = atomically;
        this.before = before;
    }

    static QueueNode.Made of(String kind, int batch) {
        return of(kind, batch, tasks -> Mono.empty());
    }

    /** A handler that does something else first. */
    static QueueNode.Made of(String kind, int batch, Function<List<Task>, Mono<Void>> before) {
        return (database, atomically) -> new Marking(kind, batch, database, atomically, before);
    }

    /** Remembers the sizes of batches. */
    static Function<List<Task>, Mono<Void>> noting(Queue<Integer> sizes) {
        return tasks -> Mono.fromRunnable(() -> sizes.add(tasks.size()));
    }

    static Queue<Integer> sizes() {
        return new ConcurrentLinkedQueue<>();
    }

    /** The tasks that took effect, in the order in which they did. */
    static Flux<Long> effects(DatabaseClient database) {
        return database.sql("SELECT task_id FROM effect ORDER BY id")
                .map(row -> Objects.requireNonNull(row.get("task_id", Long.class)))
                .all();
    }

    /** The tasks of this title that took effect, in the order in which they did. */
    static Flux<Long> effectsOf(DatabaseClient database, String title) {
        return database.sql(
                        "SELECT task_id FROM effect JOIN task t ON t.id = task_id WHERE title = :title ORDER BY effect.id")
                .bind("title", title)
                .map(row -> Objects.requireNonNull(row.get("task_id", Long.class)))
                .all();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public Mono<Void> perform(List<Task> tasks) {
        return before.apply(tasks)
                .then(Mono.defer(() -> atomically.settle(marked(tasks))))
                .then();
    }

    private Mono<List<Settlement>> marked(List<Task> tasks) {
        return database.sql(MARK)
                .bind("ids", tasks.stream().map(task -> task.id().value()).toArray(Long[]::new))
                .bind("attempts", tasks.stream().map(Task::attempt).toArray(Integer[]::new))
                .bind(
                        "lanes",
                        tasks.stream().map(task -> task.changes().get(0).name()).toArray(String[]::new))
                .then()
                .thenReturn(tasks.stream()
                        .map(task -> Settlement.succeeded(task, "{\"a\": 1}", "marked\n"))
                        .toList());
    }
}
