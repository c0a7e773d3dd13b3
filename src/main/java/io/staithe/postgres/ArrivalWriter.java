package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.gather.Gathering;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.UploadStore.StoredFile;
import io.staithe.intake.inspection.Findings;
import io.staithe.library.addition.Acceptance.Arrived;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.task.Payloads.Target;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * Writes the rows of files together with the tasks that add them: those that come at the same time are one statement
 * and one commit.
 */
final class ArrivalWriter {
    private static final Gathering.Limits GROUPS = new Gathering.Limits(32, 1);

    /**
     * Guarded by blob_kept_digest, which leaves out what is kept already, and all but the first of equal bytes that
     * come at once; by the primary key of repository, which leaves out what came for one that is not the living one of
     * its name. A blob is found again by blob_location, its own. Ids of tasks rise in the order of the arrays, which
     * are selected: so the general plan is taken.
     */
    private static final String ENTER = """
            WITH sent AS MATERIALIZED (
                SELECT size, decode(md5, 'hex') AS md5, decode(sha1, 'hex') AS sha1, decode(sha256, 'hex') AS sha256,
                    decode(sha512, 'hex') AS sha512, location, directory, name, kind, control, control_fault,
                    control_message, contents_state, contents_fault, contents_message,
                    decode(files, 'base64') AS files, files_count, task, version, payload, title, caller, origin,
                    correlation, listed, lane, position
                FROM unnest(
                    (SELECT CAST(:sizes AS bigint[])), (SELECT CAST(:md5s AS text[])),
                    (SELECT CAST(:sha1s AS text[])), (SELECT CAST(:sha256s AS text[])),
                    (SELECT CAST(:sha512s AS text[])), (SELECT CAST(:locations AS text[])),
                    (SELECT CAST(:directories AS text[])), (SELECT CAST(:names AS text[])),
                    (SELECT CAST(:kinds AS text[])), (SELECT CAST(:controls AS text[])),
                    (SELECT CAST(:controlFaults AS text[])), (SELECT CAST(:controlMessages AS text[])),
                    (SELECT CAST(:contentsStates AS text[])), (SELECT CAST(:contentsFaults AS text[])),
                    (SELECT CAST(:contentsMessages AS text[])), (SELECT CAST(:files AS text[])),
                    (SELECT CAST(:filesCounts AS bigint[])), (SELECT CAST(:tasks AS text[])),
                    (SELECT CAST(:versions AS integer[])), (SELECT CAST(:payloads AS text[])),
                    (SELECT CAST(:titles AS text[])), (SELECT CAST(:callers AS text[])),
                    (SELECT CAST(:origins AS text[])), (SELECT CAST(:correlations AS text[])),
                    (SELECT CAST(:listed AS boolean[])), (SELECT CAST(:lanes AS text[])),
                    (SELECT CAST(:repositories AS bigint[])), (SELECT CAST(:repositoryNames AS text[])))
                    WITH ORDINALITY AS a (size, md5, sha1, sha256, sha512, location, directory, name, kind, control,
                        control_fault, control_message, contents_state, contents_fault, contents_message, files,
                        files_count, task, version, payload, title, caller, origin, correlation, listed, lane,
                        repository, repository_name, position)
                WHERE (SELECT r.name
                    FROM repository r
                    WHERE r.id = a.repository
                      AND r.dropped_at IS NULL) = a.repository_name
            ), stored AS (
                INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
                SELECT DISTINCT ON (sha256) size, md5, sha1, sha256, sha512, location
                FROM sent
                ORDER BY sha256, position
                ON CONFLICT (sha256) WHERE state = 'kept' DO NOTHING
                RETURNING id, location
            ), arrived AS MATERIALIZED (
                SELECT sent.*, s.id AS blob_id, row_number() OVER (ORDER BY sent.position) AS place
                FROM sent
                JOIN stored s USING (location)
            ), inspected AS (
                INSERT INTO inspection (
                    blob_id, kind, inspector, control, control_fault, control_message,
                    contents_state, contents_fault, contents_message, files, files_count)
                SELECT blob_id, kind, :inspector, control, control_fault, control_message,
                    contents_state, contents_fault, contents_message, files, files_count
                FROM arrived
                WHERE kind IS NOT NULL
            ), accepted AS (
                INSERT INTO task (kind, payload_version, payload, title, caller, origin, correlation, listed, changes, reads)
                SELECT task, version, CAST(payload AS jsonb), title, caller, origin, correlation, listed, ARRAY[lane],
                    CAST('{}' AS text[])
                FROM arrived
                ORDER BY place
                RETURNING id, accepted_at
            ), numbered AS (
                SELECT id, accepted_at, row_number() OVER (ORDER BY id) AS place
                FROM accepted
            ), lanes AS (
                INSERT INTO task_lane (lane, task_id, changes, home)
                SELECT a.lane, n.id, true, true
                FROM numbered n
                JOIN arrived a USING (place)
            ), recorded AS (
                INSERT INTO task_file (task_id, position, directory, name, blob_id)
                SELECT n.id, 1, a.directory, a.name, a.blob_id
                FROM numbered n
                JOIN arrived a USING (place)
            ), told AS (
                INSERT INTO outbox (kind, subject, payload)
                SELECT 'upload.kept', 'upload/' || a.directory || '/' || a.name, row_to_json(told)
                FROM arrived a
                CROSS JOIN LATERAL (
                    SELECT a.directory, a.name AS file, a.size AS "sizeBytes", encode(a.sha256, 'hex') AS sha256,
                        a.caller, a.correlation
                ) AS told
                ORDER BY place
            )
            SELECT a.position, a.blob_id, n.id AS task_id, n.accepted_at
            FROM arrived a
            JOIN numbered n USING (place)
            ORDER BY a.place
            """;

    private final DatabaseClient database;
    private final Consumer<List<Entered>> news;
    private final Gathering<Entry, Optional<Arrived>> gathering = new Gathering<>(GROUPS, this::enterAll);

    /**
     * Writes to a database.
     *
     * @param news is told after commit what was accepted, before anybody else
     */
    ArrivalWriter(DatabaseClient database, Consumer<List<Entered>> news) {
        this.database = database;
        this.news = news;
    }

    /** As {@link io.staithe.library.addition.Acceptance#acceptNew} has it. */
    Mono<Arrived> enter(Entry entry) {
        return gathering.one(entry).flatMap(Mono::justOrEmpty);
    }

    private Mono<List<Optional<Arrived>>> enterAll(List<Entry> group) {
        return bind(database.sql(ENTER), group)
                .map(row -> entered(group, row))
                .all()
                .collectList()
                .retryWhen(SqlFaults.contention())
                .doOnNext(news)
                .map(entered -> dealt(group, entered))
                .onErrorMap(SqlFaults::translate);
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, List<Entry> group) {
        return PgInspections.bind(files(tasks(statement, group), group), findings(group));
    }

    private static GenericExecuteSpec files(GenericExecuteSpec statement, List<Entry> group) {
        return statement
                .bind("sizes", Columns.numbers(group, entry -> entry.digests().sizeBytes()))
                .bind("md5s", texts(group, entry -> entry.digests().md5()))
                .bind("sha1s", texts(group, entry -> entry.digests().sha1()))
                .bind("sha256s", texts(group, entry -> entry.digests().sha256()))
                .bind("sha512s", texts(group, entry -> entry.digests().sha512()))
                .bind("locations", texts(group, entry -> entry.file().location().value()))
                .bind("directories", texts(group, Entry::directory))
                .bind("names", texts(group, entry -> entry.file().name().value()));
    }

    private static GenericExecuteSpec tasks(GenericExecuteSpec statement, List<Entry> group) {
        return statement
                .bind("tasks", texts(group, entry -> entry.task().kind()))
                .bind(
                        "versions",
                        group.stream().map(entry -> entry.task().version()).toArray(Integer[]::new))
                .bind("payloads", texts(group, entry -> entry.task().payload()))
                .bind("titles", texts(group, entry -> entry.task().title()))
                .bind("callers", texts(group, entry -> entry.task().caller().name()))
                .bind("origins", texts(group, entry -> entry.task().caller().origin()))
                .bind("correlations", texts(group, entry -> entry.task().correlation()))
                .bind(
                        "listed",
                        group.stream().map(entry -> entry.task().listed()).toArray(Boolean[]::new))
                .bind(
                        "lanes",
                        texts(group, entry -> entry.task().changes().get(0).name()))
                .bind(
                        "repositories",
                        Columns.numbers(group, entry -> entry.target().id()))
                .bind("repositoryNames", texts(group, entry -> entry.target().name()));
    }

    private static List<@Nullable Findings> findings(List<Entry> group) {
        List<@Nullable Findings> findings = new ArrayList<>(group.size());
        group.forEach(entry -> findings.add(entry.file().findings()));
        return findings;
    }

    private static @Nullable String[] texts(List<Entry> group, Function<Entry, @Nullable String> part) {
        return group.stream().map(part).toArray(String[]::new);
    }

    private static Entered entered(List<Entry> group, Readable row) {
        int place = (int) CatalogRows.number(row, "position") - 1;
        Entry entry = group.get(place);
        Instant acceptedAt = CatalogRows.instant(row, "accepted_at");
        return new Entered(
                place,
                Task.queued(new TaskId(CatalogRows.number(row, "task_id")), entry.task(), acceptedAt),
                entry.directory(),
                new StoredFile(
                        entry.file(),
                        new Blob(
                                CatalogRows.number(row, "blob_id"),
                                entry.digests(),
                                entry.file().location())));
    }

    private static List<Optional<Arrived>> dealt(List<Entry> group, List<Entered> entered) {
        Map<Integer, Arrived> arrived = new HashMap<>();
        entered.forEach(one -> arrived.put(one.place(), new Arrived(one.file(), one.task())));
        return IntStream.range(0, group.size())
                .mapToObj(place -> Optional.ofNullable(arrived.get(place)))
                .toList();
    }

    /** A file, and the task that adds it to a repository. */
    record Entry(Target target, NewTask task, String directory, NewFile file) {
        private Digests digests() {
            return file.digests();
        }
    }

    /**
     * What was written.
     *
     * @param place of the entry in its group
     */
    record Entered(int place, Task task, String directory, StoredFile file) {
        AcceptedFile accepted() {
            return new AcceptedFile(
                    task.id().value(), directory, file.file().name().value(), file.blob());
        }
    }
}
