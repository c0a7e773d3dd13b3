package io.staithe.postgres;

import io.staithe.queue.Claimant;
import io.staithe.queue.Claimant.Skill;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.Task;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** How a lane is taken, and how what comes next in it is claimed. */
final class LaneClaims {
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
     * for the lanes of the head. Where nothing may start, and it is to leave then, the lane's row goes in the same
     * statement.
     *
     * <p>What runs along with the head waits for nothing but the tasks of this lane before it: what it reads of other
     * lanes has no earlier change under way.
     *
     * <p>Looked up step by step, in subqueries that the planner does not turn into joins: a plan that was made while
     * the queue was empty must not compare every task with every other when it is long.
     *
     * <p>The lock on the lane's row sees its newest version. So where another took the lane after this statement began,
     * whose look at the tasks is older then, nothing is claimed. It does not wait for that lock: another who has it is
     * about to take the lane, and waits for the tasks that the transaction of this claim may have settled.
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
                FOR NO KEY UPDATE OF l SKIP LOCKED
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
                RETURNING
            """ + TaskRow.OF_T + """
            ), freed AS (
                DELETE FROM lane
                WHERE name = :lane
                    AND :leave
                    AND NOT EXISTS (SELECT FROM claimed)
            )
            SELECT
            """ + TaskRow.COLUMNS + """
            FROM claimed
            ORDER BY id
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    /** Lanes that the last claim left with their owner, as far as is known here; the statement proves it. */
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    LaneClaims(DatabaseClient database, TransactionalOperator transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** The tasks that were claimed; none where nothing may start. */
    Mono<List<Task>> claim(Lane lane, Claimant claimant) {
        return Mono.defer(() -> {
                    Held mine = new Held(lane, claimant.instance());
                    return more(mine, claimant)
                            .switchIfEmpty(Mono.defer(() -> taken(lane, claimant)))
                            .doOnNext(tasks -> remember(mine, tasks));
                })
                .onErrorMap(SqlFaults::translate);
    }

    /** One statement in the transaction of its caller; where that is rolled back, the next claim finds out. */
    Mono<List<Task>> claimOn(Lane lane, Claimant claimant) {
        return Mono.defer(() -> {
            Held mine = new Held(lane, claimant.instance());
            return more(mine, claimant).doOnNext(tasks -> remember(mine, tasks)).defaultIfEmpty(List.of());
        });
    }

    /**
     * One statement claims on from a lane that is held already. Empty where it finds nothing: whether the lane may go
     * then is for a look that begins with the lane's row locked to say, which misses no task of another instance.
     */
    private Mono<List<Task>> more(Held mine, Claimant claimant) {
        return held.remove(mine) ? head(mine.lane(), claimant, false).filter(tasks -> !tasks.isEmpty()) : Mono.empty();
    }

    /** How many lanes the last claims left with their owners. */
    int held() {
        return held.size();
    }

    /** The owner has let the lane go. */
    void forget(Lane lane, Instance owner) {
        held.remove(new Held(lane, owner));
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

    static GenericExecuteSpec bindOwner(GenericExecuteSpec statement, Instance owner) {
        return statement.bind("instance", owner.id()).bind("start", owner.start());
    }

    static GenericExecuteSpec bindSkills(GenericExecuteSpec statement, Claimant claimant) {
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
