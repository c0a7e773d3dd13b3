package io.staithe.postgres;

import io.staithe.queue.Claimant;
import io.staithe.queue.Claimant.Skill;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.LaneStore;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lanes in PostgreSQL: the tables {@code lane} and {@code task_lane}.
 *
 * <p>Order of locks: a claim takes the lane's row, then rows of tasks; a settlement takes rows of tasks only. The row of
 * the lane serialises the claims of one lane, so the look at its head, a statement of its own, sees whatever the owner
 * before did.
 */
public final class PgLaneStore implements LaneStore {
    /** Primary keys of lane and instance. No row: somebody else drains it, or this start is not alive itself. */
    private static final String TAKE = """
            INSERT INTO lane AS l (name, owner_instance, owner_start)
            SELECT :lane, i.id, i.start_number
            FROM instance i
            WHERE i.id = :instance
                AND i.start_number = :start
                AND i.stopped_at IS NULL
                AND i.heartbeat_at > clock_timestamp() - :lapse * interval '1 millisecond'
            ON CONFLICT (name) DO UPDATE
            SET owner_instance = excluded.owner_instance,
                owner_start = excluded.owner_start
            WHERE l.owner_instance = excluded.owner_instance
                OR NOT EXISTS (
                    SELECT
                    FROM instance o
                    WHERE o.id = l.owner_instance
                        AND o.start_number = l.owner_start
                        AND o.stopped_at IS NULL
                        AND o.heartbeat_at > clock_timestamp() - :lapse * interval '1 millisecond')
            RETURNING name
            """;

    /**
     * The primary key of task_lane for the head, for what comes next and for what has to finish before; task_lane_task
     * for the lanes of the head. Where nothing may start, and it is to leave then, the lane's row goes in the same statement.
     *
     * <p>What runs along with the head waits for nothing but the tasks of this lane before it: what it reads of other
     * lanes has no earlier change under way.
     *
     * <p>Looked up step by step, in subqueries that the planner does not turn into joins: a plan that was made while
     * the queue was empty must not compare every task with every other when it is long.
     *
     * <p>The lock on the lane's row sees its newest version. So where another took the lane after this statement began,
     * whose look at the tasks is older then, nothing is claimed.
     */
    private static final String CLAIM = """
            WITH held AS MATERIALIZED (
                SELECT l.name
                FROM lane l
                WHERE l.name = :lane
                    AND l.owner_instance = :instance
                    AND l.owner_start = :start
                    AND EXISTS (
                        SELECT
                        FROM instance i
                        WHERE i.id = :instance
                            AND i.start_number = :start
                            AND i.stopped_at IS NULL
                            AND i.heartbeat_at > clock_timestamp() - :lapse * interval '1 millisecond')
                FOR NO KEY UPDATE OF l
            ), skill AS (
                SELECT kind, version, batch
                FROM unnest(CAST(:kinds AS text[]), CAST(:versions AS integer[]), CAST(:batches AS integer[]))
                    AS s (kind, version, batch)
            ), head AS (
                SELECT t.id, t.attempt, s.kind, s.version, s.batch
                FROM held
                CROSS JOIN LATERAL (
                    SELECT task_id
                    FROM task_lane
                    WHERE lane = :lane
                        AND home
                    ORDER BY task_id
                    LIMIT 1) f
                CROSS JOIN LATERAL (
                    SELECT id, kind, payload_version, state, attempt, owner_instance, owner_start
                    FROM task
                    WHERE id = f.task_id
                    LIMIT 1) t
                JOIN skill s ON s.kind = t.kind AND s.version >= t.payload_version
                WHERE (t.state = 'queued'
                        OR (t.owner_instance = :instance AND t.owner_start <= :start)
                        OR (SELECT o.id
                            FROM instance o
                            WHERE o.id = t.owner_instance
                                AND o.start_number = t.owner_start
                                AND o.stopped_at IS NULL
                                AND o.heartbeat_at > clock_timestamp() - :lapse * interval '1 millisecond') IS NULL)
                    AND (SELECT own.task_id
                        FROM task_lane own
                        WHERE own.task_id = t.id
                            AND (SELECT earlier.task_id
                                FROM task_lane earlier
                                WHERE earlier.lane = own.lane
                                    AND earlier.task_id < own.task_id
                                    AND earlier.changes
                                ORDER BY earlier.task_id
                                LIMIT 1) IS NOT NULL
                        LIMIT 1) IS NULL
            ), next AS (
                SELECT task_id, home
                FROM task_lane
                WHERE lane = :lane
                    AND changes
                ORDER BY task_id
                LIMIT (SELECT coalesce(max(batch), 0) FROM head)
            ), run AS (
                SELECT t.id, t.attempt,
                    bool_and(n.home
                        AND t.state = 'queued'
                        AND t.kind = h.kind
                        AND t.payload_version <= h.version
                        AND cardinality(t.changes) = 1
                        AND (SELECT own.lane
                            FROM task_lane own
                            WHERE own.task_id = t.id
                                AND NOT own.changes
                                AND (SELECT earlier.task_id
                                    FROM task_lane earlier
                                    WHERE earlier.lane = own.lane
                                        AND earlier.task_id < own.task_id
                                        AND earlier.changes
                                    ORDER BY earlier.task_id
                                    LIMIT 1) IS NOT NULL
                            LIMIT 1) IS NULL) OVER (ORDER BY t.id) AS alike
                FROM next n
                CROSS JOIN LATERAL (
                    SELECT id, kind, payload_version, state, attempt, changes, reads
                    FROM task
                    WHERE id = n.task_id
                    LIMIT 1) t
                CROSS JOIN head h
            ), chosen AS (
                SELECT id, attempt
                FROM head
                UNION
                SELECT id, attempt
                FROM run
                WHERE alike
            ), claimed AS (
                UPDATE task t
                SET state = 'running',
                    attempt = t.attempt + 1,
                    owner_instance = :instance,
                    owner_start = :start,
                    started_at = clock_timestamp()
                FROM chosen c
                WHERE t.id = c.id
                    AND t.attempt = c.attempt
                    AND t.state IN ('queued', 'running')
                RETURNING t.id, t.kind, t.payload_version, t.payload, t.title, t.caller, t.correlation, t.listed,
                    t.changes, t.reads, t.state, t.attempt, t.output, t.detail, t.outcome, t.fault_code,
                    t.fault_category, t.fault_message, t.accepted_at
            ), freed AS (
                DELETE FROM lane
                WHERE name = :lane
                    AND :leave
                    AND NOT EXISTS (SELECT FROM claimed)
            )
            SELECT id, kind, payload_version, payload, title, caller, correlation, listed, changes, reads, state,
                attempt, output, detail, outcome, fault_code, fault_category, fault_message, accepted_at
            FROM claimed
            ORDER BY id
            """;

    /** All of task_lane, and the primary key of task. */
    private static final String CLAIM_ANY = """
            WITH skill AS (
                SELECT kind, version
                FROM unnest(CAST(:kinds AS text[]), CAST(:versions AS integer[])) AS s (kind, version)
            ), chosen AS (
                SELECT t.id
                FROM task_lane h
                JOIN task t ON t.id = h.task_id
                JOIN skill s ON s.kind = t.kind AND s.version >= t.payload_version
                WHERE h.home
                    AND (t.state = 'queued'
                        OR (t.owner_instance = :instance
                            AND t.owner_start = :start
                            AND t.started_at < clock_timestamp() - :lapse * interval '1 millisecond'
                            AND t.id <> ALL (CAST(:at_work AS bigint[])))
                        OR NOT EXISTS (
                            SELECT
                            FROM instance o
                            WHERE o.id = t.owner_instance
                                AND o.start_number = t.owner_start
                                AND o.stopped_at IS NULL
                                AND o.heartbeat_at > clock_timestamp() - :lapse * interval '1 millisecond'))
                ORDER BY t.id
                LIMIT :limit
                FOR UPDATE OF t SKIP LOCKED
            ), claimed AS (
                UPDATE task t
                SET state = 'running',
                    attempt = t.attempt + 1,
                    owner_instance = :instance,
                    owner_start = :start,
                    started_at = clock_timestamp()
                FROM chosen c
                WHERE t.id = c.id
                    AND t.state IN ('queued', 'running')
                RETURNING t.id, t.kind, t.payload_version, t.payload, t.title, t.caller, t.correlation, t.listed,
                    t.changes, t.reads, t.state, t.attempt, t.output, t.detail, t.outcome, t.fault_code,
                    t.fault_category, t.fault_message, t.accepted_at
            )
            SELECT id, kind, payload_version, payload, title, caller, correlation, listed, changes, reads, state,
                attempt, output, detail, outcome, fault_code, fault_category, fault_message, accepted_at
            FROM claimed
            ORDER BY id
            """;

    /** Plans with the sizes that the tables have now. */
    private static final String PLAN_ANEW = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)";

    /** All of task_lane for the heads, then primary keys. */
    private static final String LANES_WITH_WORK = """
            WITH skill AS (
                SELECT kind, version
                FROM unnest(CAST(:kinds AS text[]), CAST(:versions AS integer[])) AS s (kind, version)
            ), living AS (
                SELECT id, start_number
                FROM instance
                WHERE stopped_at IS NULL
                    AND heartbeat_at > clock_timestamp() - :lapse * interval '1 millisecond'
                    AND id <> :instance
            ), head AS (
                SELECT lane, min(task_id) AS task_id
                FROM task_lane
                WHERE home
                GROUP BY lane
            )
            SELECT h.lane
            FROM head h
            CROSS JOIN LATERAL (
                SELECT kind, payload_version, state, owner_instance, owner_start
                FROM task
                WHERE id = h.task_id
                LIMIT 1) t
            JOIN skill s ON s.kind = t.kind AND s.version >= t.payload_version
            WHERE (SELECT o.id
                    FROM lane l
                    JOIN living o ON o.id = l.owner_instance AND o.start_number = l.owner_start
                    WHERE l.name = h.lane) IS NULL
                AND (t.state = 'queued'
                    OR (SELECT o.id
                        FROM living o
                        WHERE o.id = t.owner_instance
                            AND o.start_number = t.owner_start) IS NULL)
                AND (SELECT own.task_id
                    FROM task_lane own
                    WHERE own.task_id = h.task_id
                        AND (SELECT earlier.task_id
                            FROM task_lane earlier
                            WHERE earlier.lane = own.lane
                                AND earlier.task_id < own.task_id
                                AND earlier.changes
                            ORDER BY earlier.task_id
                            LIMIT 1) IS NOT NULL
                    LIMIT 1) IS NULL
            ORDER BY h.task_id
            LIMIT :limit
            """;

    /** The primary key of task_lane up to the first task that changes the lane; task_lane_task for the homes. */
    private static final String DEPENDENTS = """
            SELECT DISTINCT h.lane
            FROM unnest(CAST(:lanes AS text[])) AS l (name)
            CROSS JOIN LATERAL (
                SELECT w.task_id
                FROM task_lane w
                WHERE w.lane = l.name
                    AND w.task_id <= coalesce(
                        (SELECT c.task_id
                        FROM task_lane c
                        WHERE c.lane = l.name
                            AND c.changes
                        ORDER BY c.task_id
                        LIMIT 1),
                        9223372036854775807)
                OFFSET 0) n
            CROSS JOIN LATERAL (
                SELECT lane
                FROM task_lane
                WHERE task_id = n.task_id
                    AND home
                LIMIT 1) h
            """;

    /** All of lane. */
    private static final String RELEASE = """
            DELETE FROM lane
            WHERE owner_instance = :instance
                AND owner_start = :start
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    /** Lanes that the last claim left with their owner, as far as is known here; the statement proves it. */
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    /** Lanes of this database. */
    public PgLaneStore(DatabaseClient database, TransactionalOperator transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public Mono<List<Task>> claim(Lane lane, Claimant claimant) {
        return Mono.defer(() -> {
                    Held mine = new Held(lane, claimant.instance());
                    return more(mine, claimant)
                            .switchIfEmpty(Mono.defer(() -> taken(lane, claimant)))
                            .doOnNext(tasks -> remember(mine, tasks));
                })
                .onErrorMap(SqlFaults::translate);
    }

    /**
     * One statement claims on from a lane that is held already. Empty where it finds nothing: whether the lane may go
     * then is for a look that begins with the lane's row locked to say, which misses no task of another instance.
     */
    private Mono<List<Task>> more(Held mine, Claimant claimant) {
        return held.remove(mine) ? head(mine.lane(), claimant, false).filter(tasks -> !tasks.isEmpty()) : Mono.empty();
    }

    private Mono<List<Task>> taken(Lane lane, Claimant claimant) {
        return take(lane, claimant)
                .flatMap(taken -> head(lane, claimant, true))
                .as(transactions::transactional)
                .defaultIfEmpty(List.of());
    }

    private void remember(Held mine, List<Task> tasks) {
        if (!tasks.isEmpty()) {
            held.add(mine);
        }
    }

    @Override
    public Mono<List<Task>> claimAny(Claimant claimant, Collection<TaskId> atWork, int limit) {
        return bindSkills(bindOwner(database.sql(CLAIM_ANY), claimant.instance()), claimant)
                .bind("at_work", atWork.stream().map(TaskId::value).toArray(Long[]::new))
                .bind("limit", limit)
                .map(TaskRow::read)
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Lane> lanesWithWork(Claimant claimant, int limit) {
        Flux<Lane> lanes = bindSkills(database.sql(LANES_WITH_WORK), claimant)
                .bind("instance", claimant.instance().id())
                .bind("limit", limit)
                .map(row -> new Lane(Objects.requireNonNull(row.get("lane", String.class))))
                .all();
        return database.sql(PLAN_ANEW)
                .then()
                .thenMany(lanes)
                .as(transactions::transactional)
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Lane> dependents(Collection<Lane> lanes) {
        return database.sql(DEPENDENTS)
                .bind("lanes", lanes.stream().map(Lane::name).toArray(String[]::new))
                .map(row -> new Lane(Objects.requireNonNull(row.get("lane", String.class))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> release(Instance owner) {
        return bindOwner(database.sql(RELEASE), owner).then().onErrorMap(SqlFaults::translate);
    }

    private Mono<String> take(Lane lane, Claimant claimant) {
        return bindOwner(database.sql(TAKE), claimant.instance())
                .bind("lane", lane.name())
                .bind("lapse", claimant.lapse().toMillis())
                .map(row -> Objects.requireNonNull(row.get("name", String.class)))
                .one();
    }

    private Mono<List<Task>> head(Lane lane, Claimant claimant, boolean leave) {
        return bindSkills(bindOwner(database.sql(CLAIM), claimant.instance()), claimant)
                .bind("batches", column(claimant, Skill::batch).toArray(Integer[]::new))
                .bind("lane", lane.name())
                .bind("leave", leave)
                .map(TaskRow::read)
                .all()
                .collectList();
    }

    private static GenericExecuteSpec bindOwner(GenericExecuteSpec statement, Instance owner) {
        return statement.bind("instance", owner.id()).bind("start", owner.start());
    }

    private static GenericExecuteSpec bindSkills(GenericExecuteSpec statement, Claimant claimant) {
        return statement
                .bind("kinds", column(claimant, Skill::kind).toArray(String[]::new))
                .bind("versions", column(claimant, Skill::version).toArray(Integer[]::new))
                .bind("lapse", claimant.lapse().toMillis());
    }

    private static <T> List<T> column(Claimant claimant, Function<Skill, T> part) {
        return claimant.skills().stream().map(part).toList();
    }

    private record Held(Lane lane, Instance owner) {}
}
