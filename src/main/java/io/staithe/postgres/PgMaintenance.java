package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.access.maintenance.MaintenanceStore;
import io.staithe.access.maintenance.Switch;
import io.staithe.access.maintenance.UploadsUnderWay;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The switch of read-only mode in PostgreSQL: the only row of {@code maintenance}. */
public final class PgMaintenance implements MaintenanceStore {
    private static final String COLUMNS = "read_only, uploads, reason, caller, since, switched";

    /** The only row. */
    private static final String READ = "SELECT " + COLUMNS + " FROM maintenance";

    /** The only row; {@code since} stays where only words change. */
    private static final String CHANGE = """
            UPDATE maintenance
            SET since = CASE WHEN read_only = :readOnly THEN since ELSE now() END,
                read_only = :readOnly,
                uploads = :uploads,
                reason = :reason,
                caller = :caller,
                switched = switched + 1
            RETURNING
            """ + COLUMNS;

    /** The primary key. */
    private static final String NOTE = """
            INSERT INTO maintenance_seen (instance, switched, changes)
            VALUES (:instance, :switched, :changes)
            ON CONFLICT (instance) DO UPDATE
            SET switched = excluded.switched,
                changes = excluded.changes
            """;

    /** All of instance, which has a row per replica that ever was. */
    private static final String SEEN = """
            SELECT i.name, coalesce(s.switched, -1) AS switched, coalesce(s.changes, 0) AS changes
            FROM instance i
            LEFT JOIN maintenance_seen s ON s.instance = i.name
            WHERE i.stopped_at IS NULL
                AND i.heartbeat_at >= clock_timestamp() - :lapse * interval '1 millisecond'
            ORDER BY i.name
            """;

    /** All of task_lane, which has lanes of unfinished tasks alone. */
    private static final String UNFINISHED = "SELECT count(*) AS unfinished FROM task_lane WHERE home";

    private final DatabaseClient database;

    /** The switch of this database. */
    public PgMaintenance(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Switch> read() {
        return database.sql(READ).map(PgMaintenance::state).one().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Switch> change(Wish wish) {
        return database.sql(CHANGE)
                .bind("readOnly", wish.readOnly())
                .bind("uploads", wish.uploads().word())
                .bind("reason", wish.reason())
                .bind("caller", wish.caller())
                .map(PgMaintenance::state)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> note(Seen seen) {
        return database.sql(NOTE)
                .bind("instance", seen.instance())
                .bind("switched", seen.number())
                .bind("changes", seen.changes())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Seen> seen(Duration lapse) {
        return database.sql(SEEN)
                .bind("lapse", lapse.toMillis())
                .map(row -> new Seen(
                        text(row, "name"),
                        Objects.requireNonNull(row.get("switched", Long.class)),
                        Objects.requireNonNull(row.get("changes", Integer.class))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> unfinished() {
        return database.sql(UNFINISHED)
                .map(row -> Objects.requireNonNull(row.get("unfinished", Long.class)))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private static Switch state(Readable row) {
        return new Switch(
                Objects.requireNonNull(row.get("read_only", Boolean.class)),
                UploadsUnderWay.named(text(row, "uploads")),
                text(row, "reason"),
                text(row, "caller"),
                Objects.requireNonNull(row.get("since", Instant.class)),
                Objects.requireNonNull(row.get("switched", Long.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
