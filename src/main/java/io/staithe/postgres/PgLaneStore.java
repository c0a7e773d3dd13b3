package io.staithe.postgres;

import io.staithe.queue.Claimant;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.LaneStore;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lanes in PostgreSQL: the tables {@code lane} and {@code task_lane}.
 *
 * <p>Order of locks: a claim takes the lane's row, then rows of tasks; a settlement takes rows of tasks only. A claim
 * in the transaction of a settlement does not wait for the lane's row, and for no row of a task that it does not have.
 * The row of the lane serialises the claims of one lane, so the look at its head, a statement of its own, sees whatever
 * the owner before did.
 */
public final class PgLaneStore implements LaneStore {
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
                RETURNING
            """ + TaskRow.OF_T + """
            )
            SELECT
            """ + TaskRow.COLUMNS + """
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

    /**
     * The primary key of task_lane up to the first task that changes the lane; task_lane_task for the homes. Asked
     * after every batch: the array is selected, so that the statement is not planned anew for each.
     */
    private static final String DEPENDENTS = """
            SELECT DISTINCT h.lane
            FROM unnest((SELECT CAST(:lanes AS text[]))) AS l (name)
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

    /** Primary key. */
    private static final String RELEASE = """
            DELETE FROM lane
            WHERE name = :lane
                AND owner_instance = :instance
                AND owner_start = :start
            RETURNING name
            """;

    /** All of lane. */
    private static final String RELEASE_ALL = """
            DELETE FROM lane
            WHERE owner_instance = :instance
                AND owner_start = :start
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final LaneClaims claims;

    /** Lanes of this database. */
    public PgLaneStore(DatabaseClient database, TransactionalOperator transactions) {
        this.database = database;
        this.transactions = transactions;
        this.claims = new LaneClaims(database, transactions);
    }

    @Override
    public Mono<List<Task>> claim(Lane lane, Claimant claimant) {
        return claims.claim(lane, claimant);
    }

    @Override
    public Mono<List<Task>> claimOn(Lane lane, Claimant claimant) {
        return claims.claimOn(lane, claimant);
    }

    @Override
    public Mono<List<Task>> claimAny(Claimant claimant, Collection<TaskId> atWork, int limit) {
        return LaneClaims.bindSkills(LaneClaims.bindOwner(database.sql(CLAIM_ANY), claimant.instance()), claimant)
                .bind("at_work", atWork.stream().map(TaskId::value).toArray(Long[]::new))
                .bind("limit", limit)
                .map(TaskRow::read)
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Lane> lanesWithWork(Claimant claimant, int limit) {
        Flux<Lane> lanes = LaneClaims.bindSkills(database.sql(LANES_WITH_WORK), claimant)
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
    public Mono<Lane> release(Lane lane, Instance owner) {
        return LaneClaims.bindOwner(database.sql(RELEASE), owner)
                .bind("lane", lane.name())
                .map(row -> new Lane(Objects.requireNonNull(row.get("name", String.class))))
                .one()
                .doOnNext(released -> claims.forget(released, owner))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public int held() {
        return claims.held();
    }

    @Override
    public Mono<Void> release(Instance owner) {
        return LaneClaims.bindOwner(database.sql(RELEASE_ALL), owner).then().onErrorMap(SqlFaults::translate);
    }
}
