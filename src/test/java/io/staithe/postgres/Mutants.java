package io.staithe.postgres;

import io.staithe.catalog.Ledger;
import io.staithe.queue.Backlog;
import io.staithe.queue.NewTask;
import io.staithe.queue.Outcome;
import io.staithe.queue.Settled;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.queue.TaskStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements with one word of their promise missing, to show that the trials would notice. */
public final class Mutants {
    private Mutants() {}

    /** A ledger that believes the revision that was read before the transaction: the condition is gone. */
    public static Ledger unconditional(DatabaseClient database) {
        return new PgLedger(database, new PgLedger.Law("""
                        UPDATE repository
                        SET touched_at = now()
                        WHERE id = :id
                          AND dropped_at IS NULL
                        RETURNING id, name, comment, default_distribution, default_component, policies,
                            CAST(:expected AS bigint) AS revision, clock_timestamp() AS opened_at,
                            (SELECT encode(r.hash, 'hex')
                            FROM revision r
                            WHERE r.repository_id = repository.id
                              AND r.number = :expected) AS last_hash
                        """, PgLedger.Law.CONDITIONAL.last()));
    }

    /** A store that settles a task whichever attempt asks: the fence is gone. */
    public static TaskStore unfenced(DatabaseClient database) {
        return new Unfenced(database, new PgTaskStore(database));
    }

    private record Unfenced(DatabaseClient database, TaskStore real) implements TaskStore {
        private static final String SETTLE = """
                UPDATE task
                SET state = :state,
                    output = :output,
                    finished_at = clock_timestamp()
                WHERE id = :id
                """;

        @Override
        public Mono<List<Settled>> settle(List<Settlement> settlements) {
            return Flux.fromIterable(settlements).concatMap(this::settle).then(Mono.just(List.of()));
        }

        private Mono<Void> settle(Settlement settlement) {
            TaskState state = settlement.outcome().fold(Unfenced::succeeded, Unfenced::failed);
            return database.sql(SETTLE)
                    .bind("id", settlement.id().value())
                    .bind("state", TaskRow.word(state))
                    .bind("output", settlement.output())
                    .then();
        }

        private static TaskState succeeded(Outcome.Succeeded outcome) {
            return TaskState.SUCCEEDED;
        }

        private static TaskState failed(Outcome.Failed outcome) {
            return TaskState.FAILED;
        }

        @Override
        public Mono<Task> insert(NewTask task) {
            return real.insert(task);
        }

        @Override
        public Mono<Settled> cancel(TaskId id) {
            return real.cancel(id);
        }

        @Override
        public Mono<Void> tell(Task running, String detail) {
            return real.tell(running, detail);
        }

        @Override
        public Mono<Task> find(TaskId id) {
            return real.find(id);
        }

        @Override
        public Flux<Task> finished(Collection<TaskId> ids) {
            return real.finished(ids);
        }

        @Override
        public Flux<TaskId> missing(Collection<TaskId> ids) {
            return real.missing(ids);
        }

        @Override
        public Flux<Task> list() {
            return real.list();
        }

        @Override
        public Mono<Task> unlist(TaskId id) {
            return real.unlist(id);
        }

        @Override
        public Mono<Void> unlistFinished() {
            return real.unlistFinished();
        }

        @Override
        public Mono<Backlog> backlog() {
            return real.backlog();
        }

        @Override
        public Mono<Long> sweep(Duration keepFor, long keepCount, int limit) {
            return real.sweep(keepFor, keepCount, limit);
        }
    }
}
