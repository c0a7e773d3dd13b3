package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.fault.Refused;
import io.staithe.queue.Backlog;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settled;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.queue.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tasks in PostgreSQL: the tables {@code task} and {@code task_lane}. */
public final class PgTaskStore implements TaskStore {
    /** Inserts only. */
    private static final String INSERT = """
            WITH accepted AS (
                INSERT INTO task (kind, payload_version, payload, title, caller, origin, correlation, listed, changes, reads)
                VALUES (:kind, :version, CAST(:payload AS jsonb), :title, :caller, :origin, :correlation, :listed,
                    :changes, :reads)
                RETURNING id, accepted_at, changes, reads
            ), lanes AS (
                INSERT INTO task_lane (lane, task_id, changes, home)
                SELECT l.name, a.id, true, l.place = 1
                FROM accepted a, unnest(a.changes) WITH ORDINALITY AS l (name, place)
                UNION ALL
                SELECT l.name, a.id, false, false
                FROM accepted a, unnest(a.reads) AS l (name)
            )
            SELECT id, accepted_at
            FROM accepted
            """;

    /** By the primary key. */
    private static final String TELL = """
            UPDATE task
            SET detail = CAST(:detail AS jsonb)
            WHERE id = :id
              AND attempt = :attempt
              AND state = 'running'
            """;

    /** Primary keys of task, pin and task_file; task_lane_task. */
    private static final String SETTLE = """
            WITH verdict AS (
                SELECT id, attempt, state, output, detail, outcome, fault_code, fault_category, fault_message
                FROM unnest(
                    CAST(:ids AS bigint[]), CAST(:attempts AS integer[]), CAST(:states AS text[]),
                    CAST(:outputs AS text[]), CAST(:details AS text[]), CAST(:outcomes AS text[]),
                    CAST(:codes AS text[]), CAST(:categories AS text[]), CAST(:messages AS text[]))
                    AS v (id, attempt, state, output, detail, outcome, fault_code, fault_category, fault_message)
            ), settled AS (
                UPDATE task t
                SET state = v.state,
                    output = v.output,
                    detail = CAST(v.detail AS jsonb),
                    outcome = CAST(v.outcome AS jsonb),
                    fault_code = v.fault_code,
                    fault_category = v.fault_category,
                    fault_message = v.fault_message,
                    finished_at = clock_timestamp()
                FROM verdict v
                WHERE t.id = v.id
                    AND t.attempt = v.attempt
                    AND t.state = 'running'
                RETURNING t.started_at, t.finished_at,
            """ + TaskRow.OF_T + TaskRow.TELL_FAILURES + """
            ), lanes AS (
                DELETE FROM task_lane
                WHERE task_id = ANY (CAST(:ids AS bigint[]))
            ), pins AS (
                DELETE FROM pin
                WHERE task_id = ANY (CAST(:ids AS bigint[]))
            ), files AS (
                DELETE FROM task_file
                WHERE task_id = ANY (CAST(:ids AS bigint[]))
            )
            SELECT started_at, finished_at,
            """ + TaskRow.COLUMNS + """
            FROM settled
            """;

    /** As the above. A claim that waits for this row finds it finished. */
    private static final String CANCEL = """
            WITH cancelled AS (
                UPDATE task
                SET state = 'cancelled',
                    finished_at = clock_timestamp()
                WHERE id = :id
                    AND state = 'queued'
                RETURNING finished_at,
            """ + TaskRow.COLUMNS + """
            ), lanes AS (
                DELETE FROM task_lane
                WHERE task_id IN (SELECT id FROM cancelled)
            ), pins AS (
                DELETE FROM pin
                WHERE task_id IN (SELECT id FROM cancelled)
            ), files AS (
                DELETE FROM task_file
                WHERE task_id IN (SELECT id FROM cancelled)
            )
            SELECT finished_at AS started_at, finished_at,
            """ + TaskRow.COLUMNS + """
            FROM cancelled
            """;

    /** Primary key. */
    private static final String FIND = """
            SELECT
            """ + TaskRow.COLUMNS + """
            FROM task
            WHERE id = :id
            """;

    /** Primary key. */
    private static final String FINISHED = """
            SELECT
            """ + TaskRow.COLUMNS + """
            FROM task
            WHERE id = ANY (:ids)
                AND finished_at IS NOT NULL
            """;

    /** Primary key. */
    private static final String MISSING = """
            SELECT a.id
            FROM unnest(CAST(:ids AS bigint[])) AS a (id)
            WHERE NOT EXISTS (SELECT FROM task t WHERE t.id = a.id)
            """;

    /** task_listed, and all of task_lane. */
    private static final String LIST = """
            SELECT
            """ + TaskRow.COLUMNS + """
            FROM task
            WHERE id IN (
                SELECT id FROM task WHERE listed
                UNION
                SELECT task_id FROM task_lane WHERE home)
            ORDER BY id
            """;

    /** Primary key. */
    private static final String UNLIST = """
            UPDATE task
            SET listed = false
            WHERE id = :id
                AND listed
                AND finished_at IS NOT NULL
            RETURNING
            """ + TaskRow.COLUMNS + """
            """;

    /** task_listed. */
    private static final String UNLIST_FINISHED = """
            UPDATE task
            SET listed = false
            WHERE listed
                AND finished_at IS NOT NULL
            """;

    /** All of task_lane, and the primary key of task. */
    private static final String BACKLOG = """
            SELECT count(*) FILTER (WHERE t.state = 'queued') AS queued,
                count(*) FILTER (WHERE t.state = 'running') AS running,
                CAST(coalesce(extract(epoch FROM clock_timestamp() - min(t.accepted_at)) * 1000, 0) AS bigint)
                    AS oldest_millis
            FROM task_lane h
            JOIN task t ON t.id = h.task_id
            WHERE h.home
            """;

    /** task_finished for the age, the primary key backwards for the number; keys of calls are good for a day. */
    private static final String SWEEP = """
            DELETE FROM task
            WHERE id IN (
                SELECT id
                FROM task
                WHERE finished_at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM request_key k
                        WHERE k.task_id = task.id AND k.used_at > now() - interval '1 day')
                    AND (finished_at < clock_timestamp() - :keep_millis * interval '1 millisecond'
                        OR id <= (
                            SELECT id
                            FROM task
                            WHERE finished_at IS NOT NULL
                            ORDER BY id DESC
                            OFFSET :keep_count
                            LIMIT 1))
                ORDER BY id
                LIMIT :limit)
            """;

    private final DatabaseClient database;

    /** Tasks of this database. */
    public PgTaskStore(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Task> insert(NewTask task) {
        return database.sql(INSERT)
                .bind("kind", task.kind())
                .bind("version", task.version())
                .bind("payload", task.payload())
                .bind("title", task.title())
                .bind("caller", task.caller().name())
                .bind("origin", task.caller().origin())
                .bind("correlation", task.correlation())
                .bind("listed", task.listed())
                .bind("changes", names(task.changes()))
                .bind("reads", names(task.reads()))
                .map(row -> Task.queued(
                        new TaskId(count(row, "id")),
                        task,
                        Objects.requireNonNull(row.get("accepted_at", Instant.class))))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<List<Settled>> settle(List<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return Mono.just(List.of());
        }
        return database.sql(SETTLE)
                .bind("ids", column(settlements, each -> each.id().value()).toArray(Long[]::new))
                .bind("attempts", column(settlements, Settlement::attempt).toArray(Integer[]::new))
                .bind("states", texts(settlements, each -> TaskRow.word(state(each.outcome()))))
                .bind("outputs", texts(settlements, Settlement::output))
                .bind("details", texts(settlements, Settlement::detail))
                .bind("outcomes", texts(settlements, each -> each.outcome().fold(Outcome.Succeeded::value, no -> null)))
                .bind("codes", failures(settlements, Outcome.Failed::code))
                .bind(
                        "categories",
                        failures(settlements, failed -> failed.category().name()))
                .bind("messages", failures(settlements, Outcome.Failed::message))
                .map(PgTaskStore::settled)
                .all()
                .collectSortedList(Comparator.comparing(each -> each.task().id()))
                .flatMap(settled -> complete(settlements, settled))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Settled> cancel(TaskId id) {
        return database.sql(CANCEL)
                .bind("id", id.value())
                .map(PgTaskStore::settled)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> tell(Task running, String detail) {
        return database.sql(TELL)
                .bind("id", running.id().value())
                .bind("attempt", running.attempt())
                .bind("detail", detail)
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Task> find(TaskId id) {
        return database.sql(FIND)
                .bind("id", id.value())
                .map(TaskRow::read)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Task> finished(Collection<TaskId> ids) {
        return database.sql(FINISHED)
                .bind("ids", values(ids))
                .map(TaskRow::read)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<TaskId> missing(Collection<TaskId> ids) {
        return database.sql(MISSING)
                .bind("ids", values(ids))
                .map(row -> new TaskId(Objects.requireNonNull(row.get("id", Long.class))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Task> list() {
        return database.sql(LIST).map(TaskRow::read).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Task> unlist(TaskId id) {
        return database.sql(UNLIST)
                .bind("id", id.value())
                .map(TaskRow::read)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> unlistFinished() {
        return database.sql(UNLIST_FINISHED).then().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Backlog> backlog() {
        return database.sql(BACKLOG)
                .map(row -> new Backlog(
                        count(row, "queued"), count(row, "running"), Duration.ofMillis(count(row, "oldest_millis"))))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> sweep(Duration keepFor, long keepCount, int limit) {
        return database.sql(SWEEP)
                .bind("keep_millis", keepFor.toMillis())
                .bind("keep_count", keepCount)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated()
                .onErrorMap(SqlFaults::translate);
    }

    private static Mono<List<Settled>> complete(List<Settlement> settlements, List<Settled> settled) {
        if (settled.size() == settlements.size()) {
            return Mono.just(settled);
        }
        Set<TaskId> superseded = new LinkedHashSet<>(column(settlements, Settlement::id));
        settled.forEach(each -> superseded.remove(each.task().id()));
        return Mono.error(() -> new Refused(
                QueueFault.SUPERSEDED,
                "of " + settlements.size() + " tasks " + superseded.size() + " run another attempt, first "
                        + superseded.stream().findFirst().map(TaskId::toString).orElse("a repeated one")));
    }

    private static Settled settled(Readable row) {
        Task task = TaskRow.read(row);
        Instant started = Objects.requireNonNull(row.get("started_at", Instant.class));
        Instant finished = Objects.requireNonNull(row.get("finished_at", Instant.class));
        return new Settled(task, Duration.between(task.acceptedAt(), started), Duration.between(started, finished));
    }

    private static TaskState state(Outcome outcome) {
        return outcome.fold(yes -> TaskState.SUCCEEDED, no -> TaskState.FAILED);
    }

    private static @Nullable String[] failures(
            List<Settlement> settlements, Function<Outcome.Failed, @Nullable String> part) {
        return texts(settlements, each -> each.outcome().<@Nullable String>fold(yes -> null, part));
    }

    private static @Nullable String[] texts(List<Settlement> settlements, Function<Settlement, @Nullable String> part) {
        return settlements.stream().map(part).toArray(String[]::new);
    }

    private static <T> List<T> column(List<Settlement> settlements, Function<Settlement, T> part) {
        List<T> column = new ArrayList<>(settlements.size());
        settlements.forEach(each -> column.add(part.apply(each)));
        return column;
    }

    private static String[] names(Collection<Lane> lanes) {
        return lanes.stream().map(Lane::name).toArray(String[]::new);
    }

    private static Long[] values(Collection<TaskId> ids) {
        return ids.stream().map(TaskId::value).toArray(Long[]::new);
    }

    private static long count(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class), column);
    }
}
