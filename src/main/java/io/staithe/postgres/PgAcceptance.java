package io.staithe.postgres;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.r2dbc.spi.Readable;
import io.staithe.gather.Gathering;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.library.addition.Acceptance;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Source;
import io.staithe.library.task.Payloads.Target;
import io.staithe.queue.Announcements;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Acceptance of additions on PostgreSQL: those that come at the same time are one statement and one commit. */
public final class PgAcceptance implements Acceptance {
    private static final Gathering.Limits GROUPS = new Gathering.Limits(64, 1);

    /**
     * By upload_file_name and upload_directory's primary key; what lies below a directory sorts between {@code /} and
     * {@code 0}. The lock keeps the rows, and the bytes that they name, until the tasks that name them too are
     * committed, so that at every instant one of both is a root. Ids rise in the order of the arrays.
     *
     * <p>The arrays are selected: so a plan for these sizes promises nothing over the general one, and the statement is
     * not planned anew each time, which took as long as to run it.
     *
     * <p>Files of others are not there, for an admin as well: nobody's addition takes what others have put in its way.
     *
     * <p>What was asked for a repository that is not the living one of its name is left out, by its primary key.
     *
     * <p>One row for each task, or for each of its files where they are few, by the primary key of blob.
     */
    private static final String ACCEPT = """
            WITH asked AS MATERIALIZED (
                SELECT kind, version, CAST(payload AS jsonb) AS payload, title, caller, origin, correlation, listed, lane,
                    directory, file, whole, place, row_number() OVER (ORDER BY place) AS position
                FROM unnest(
                    (SELECT CAST(:kinds AS text[])), (SELECT CAST(:versions AS integer[])),
                    (SELECT CAST(:payloads AS text[])), (SELECT CAST(:titles AS text[])),
                    (SELECT CAST(:callers AS text[])), (SELECT CAST(:origins AS text[])),
                    (SELECT CAST(:correlations AS text[])),
                    (SELECT CAST(:listed AS boolean[])), (SELECT CAST(:lanes AS text[])),
                    (SELECT CAST(:directories AS text[])), (SELECT CAST(:files AS text[])),
                    (SELECT CAST(:whole AS boolean[])),
                    (SELECT CAST(:repositories AS bigint[])), (SELECT CAST(:names AS text[])))
                    WITH ORDINALITY AS a (kind, version, payload, title, caller, origin, correlation, listed, lane,
                        directory, file, whole, repository, name, place)
                WHERE a.repository IS NULL
                   OR (SELECT r.name
                       FROM repository r
                       WHERE r.id = a.repository
                         AND r.dropped_at IS NULL) = a.name
            ), accepted AS (
                INSERT INTO task (kind, payload_version, payload, title, caller, origin, correlation, listed, changes, reads)
                SELECT kind, version,
                    payload || jsonb_build_object('found', CASE
                        WHEN file IS NULL THEN EXISTS (
                            SELECT
                            FROM upload_directory d
                            WHERE (d.name = a.directory
                                OR (d.name > a.directory || '/' AND d.name < a.directory || '0'))
                              AND d.caller = a.caller)
                        ELSE EXISTS (
                            SELECT
                            FROM upload_file f
                            WHERE f.directory = a.directory
                              AND f.name = a.file
                              AND f.caller = a.caller)
                        END),
                    title, caller, origin, correlation, listed, ARRAY[lane], CAST('{}' AS text[])
                FROM asked a
                ORDER BY position
                RETURNING id, accepted_at
            ), numbered AS (
                SELECT id, accepted_at, row_number() OVER (ORDER BY id) AS position
                FROM accepted
            ), lanes AS (
                INSERT INTO task_lane (lane, task_id, changes, home)
                SELECT a.lane, n.id, true, true
                FROM numbered n
                JOIN asked a USING (position)
            ), files AS (
                INSERT INTO task_file (task_id, position, directory, name, blob_id)
                SELECT n.id, row_number() OVER (PARTITION BY n.id ORDER BY (f.directory || '/' || f.name) COLLATE "C"),
                    f.directory, f.name, f.blob_id
                FROM numbered n
                JOIN asked a USING (position)
                CROSS JOIN LATERAL (
                    SELECT directory, name, blob_id
                    FROM upload_file u
                    WHERE ((u.directory = a.directory AND (a.whole OR u.name = a.file))
                        OR (a.whole AND u.directory > a.directory || '/' AND u.directory < a.directory || '0'))
                      AND u.caller = a.caller
                    FOR SHARE) f
                RETURNING task_id, position, directory, name, blob_id
            ), few AS (
                SELECT task_id, position, directory, name, blob_id,
                    count(*) OVER (PARTITION BY task_id) <= (SELECT CAST(:few AS integer)) AS are_few
                FROM files
            )
            SELECT n.id, n.accepted_at, a.place, f.directory, f.name, b.blob_id, b.size_bytes, b.md5, b.sha1, b.sha256,
                b.sha512, b.location
            FROM numbered n
            JOIN asked a USING (position)
            LEFT JOIN few f ON f.task_id = n.id AND f.are_few
            LEFT JOIN LATERAL (
                SELECT id AS blob_id, size_bytes, encode(md5, 'hex') AS md5, encode(sha1, 'hex') AS sha1,
                    encode(sha256, 'hex') AS sha256, encode(sha512, 'hex') AS sha512, location
                FROM blob
                WHERE id = f.blob_id
                LIMIT 1) b ON true
            ORDER BY n.position, f.position
            """;

    private final DatabaseClient database;
    private final PgAcceptedFiles files;
    private final Announcements announcements;
    private final ArrivalWriter arrivals;
    private final Gathering<Asked, Optional<Task>> gathering = new Gathering<>(GROUPS, this::acceptAll);

    /** Acceptance on a database, told through the announcements; who reads the files next is told what they are. */
    public PgAcceptance(DatabaseClient database, PgAcceptedFiles files, Announcements announcements) {
        this.database = database;
        this.files = files;
        this.announcements = announcements;
        this.arrivals = new ArrivalWriter(database, this::entered);
    }

    @Override
    public Mono<Task> accept(NewTask task, Source source) {
        return gathered(new Asked(task, source, null));
    }

    @Override
    public Mono<Task> acceptIfStill(Target target, NewTask task, Source source) {
        return gathered(new Asked(task, source, target));
    }

    @Override
    public Mono<Arrived> acceptNew(Target target, NewTask task, String directory, NewFile file) {
        checkLanes(task);
        return arrivals.enter(new ArrivalWriter.Entry(target, task, directory, file));
    }

    private void entered(List<ArrivalWriter.Entered> entered) {
        files.accepted(entered.stream().collect(toMap(one -> one.task().id(), one -> List.of(one.accepted()))));
        entered.forEach(one -> announcements.accepted(one.task()));
    }

    private Mono<Task> gathered(Asked asked) {
        checkLanes(asked.task());
        return gathering.one(asked).flatMap(Mono::justOrEmpty);
    }

    private static void checkLanes(NewTask task) {
        if (task.changes().size() != 1 || !task.reads().isEmpty()) {
            throw new IllegalArgumentException(
                    "an addition changes one lane and reads none, not " + task.changes() + " and " + task.reads());
        }
    }

    private Mono<List<Optional<Task>>> acceptAll(List<Asked> group) {
        return database.sql(ACCEPT)
                .bind("kinds", texts(group, asked -> asked.task().kind()))
                .bind(
                        "versions",
                        group.stream().map(asked -> asked.task().version()).toArray(Integer[]::new))
                .bind("payloads", texts(group, asked -> asked.task().payload()))
                .bind("titles", texts(group, asked -> asked.task().title()))
                .bind("callers", texts(group, asked -> asked.task().caller().name()))
                .bind("origins", texts(group, asked -> asked.task().caller().origin()))
                .bind("correlations", texts(group, asked -> asked.task().correlation()))
                .bind("listed", truths(group, asked -> asked.task().listed()))
                .bind("lanes", texts(group, asked -> asked.lane().name()))
                .bind("directories", texts(group, asked -> asked.source().directory()))
                .bind("files", texts(group, asked -> asked.source().file()))
                .bind("whole", truths(group, asked -> asked.source().isWhole()))
                .bind("repositories", group.stream().map(Asked::repository).toArray(Long[]::new))
                .bind("names", texts(group, Asked::repositoryName))
                .bind("few", RecentFiles.FEW)
                .map(PgAcceptance::row)
                .all()
                .collectList()
                .retryWhen(SqlFaults.contention())
                .map(rows -> accepted(group, rows))
                .doOnNext(tasks -> tasks.forEach(task -> task.ifPresent(announcements::accepted)))
                .onErrorMap(SqlFaults::translate);
    }

    private List<Optional<Task>> accepted(List<Asked> group, List<Row> rows) {
        Map<Integer, Task> tasks = new HashMap<>();
        rows.forEach(row -> tasks.computeIfAbsent(
                row.place(), place -> Task.queued(row.id(), group.get(place).task(), row.acceptedAt())));
        files.accepted(told(rows));
        return IntStream.range(0, group.size())
                .mapToObj(place -> Optional.ofNullable(tasks.get(place)))
                .toList();
    }

    /**
     * The files of each task, none where one of them is not told: bytes that came under a name while the statement
     * waited for it are recorded, and newer than what else the statement sees.
     */
    private static Map<TaskId, List<AcceptedFile>> told(List<Row> rows) {
        return rows.stream()
                .collect(groupingBy(
                        Row::id,
                        collectingAndThen(
                                toList(),
                                ofTask -> ofTask.stream().allMatch(row -> row.file() != null)
                                        ? ofTask.stream().map(Row::file).toList()
                                        : List.of())));
    }

    private static Row row(Readable row) {
        boolean hasFile = row.get("blob_id", Long.class) != null;
        return new Row(
                (int) CatalogRows.number(row, "place") - 1,
                new TaskId(CatalogRows.number(row, "id")),
                CatalogRows.instant(row, "accepted_at"),
                hasFile ? PgAcceptedFiles.file(row, "id") : null);
    }

    private static @Nullable String[] texts(List<Asked> group, Function<Asked, @Nullable String> part) {
        return group.stream().map(part).toArray(String[]::new);
    }

    private static Boolean[] truths(List<Asked> group, Predicate<Asked> part) {
        return group.stream().map(part::test).toArray(Boolean[]::new);
    }

    /**
     * An addition.
     *
     * @param proof the repository that has to live by its name still; null where it need not
     */
    private record Asked(
            NewTask task, Source source, @Nullable Target proof) {
        Lane lane() {
            return task.changes().get(0);
        }

        @Nullable
        Long repository() {
            return proof == null ? null : proof.id();
        }

        @Nullable
        String repositoryName() {
            return proof == null ? null : proof.name();
        }
    }

    /**
     * A task that was accepted, and one of its files where they are few and it was seen.
     *
     * @param place of what was asked, in its group
     */
    private record Row(
            int place,
            TaskId id,
            Instant acceptedAt,
            @Nullable AcceptedFile file) {}
}
