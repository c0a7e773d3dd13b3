package io.staithe.postgres;

import static io.staithe.postgres.Columns.texts;

import io.r2dbc.spi.Readable;
import io.staithe.access.Caller;
import io.staithe.gather.Gathering;
import io.staithe.intake.DirectoryName;
import io.staithe.intake.FileName;
import io.staithe.intake.UploadStore;
import io.staithe.intake.UploadedFile;
import io.staithe.observe.Correlation;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Upload directories and their files on PostgreSQL: uploads that end at the same time are one statement and one commit.
 */
public final class PgUploads implements UploadStore {
    /** Guarded by the primary key. */
    private static final String MAKE_DIRECTORY = """
            INSERT INTO upload_directory (name, caller)
            VALUES (:directory, :caller)
            ON CONFLICT (name) DO NOTHING
            """;

    /**
     * Guarded by blob_kept_digest, inspection_once, upload_directory's primary key and upload_file_name. Equal bytes
     * that come at once are stored once; of files with one name in one directory the last counts. Rows are locked in
     * the order of their keys.
     *
     * <p>What came for a directory that is not its caller's is left out: the directory is made here, or held until the
     * commit, so that the files in it are of one caller. One that another transaction makes meanwhile is neither seen
     * nor made here, but seen by the next statement.
     */
    private static final String RECORD = """
            WITH sent AS MATERIALIZED (
                SELECT size, decode(md5, 'hex') AS md5, decode(sha1, 'hex') AS sha1, decode(sha256, 'hex') AS sha256,
                    decode(sha512, 'hex') AS sha512, location, directory, name, caller, kind, control, control_fault,
                    control_message, contents_state, contents_fault, contents_message,
                    decode(files, 'base64') AS files, files_count, correlation, position
                FROM unnest(
                    CAST(:sizes AS bigint[]), CAST(:md5s AS text[]), CAST(:sha1s AS text[]), CAST(:sha256s AS text[]),
                    CAST(:sha512s AS text[]), CAST(:locations AS text[]), CAST(:directories AS text[]),
                    CAST(:names AS text[]), CAST(:callers AS text[]), CAST(:kinds AS text[]),
                    CAST(:controls AS text[]), CAST(:controlFaults AS text[]), CAST(:controlMessages AS text[]),
                    CAST(:contentsStates AS text[]), CAST(:contentsFaults AS text[]),
                    CAST(:contentsMessages AS text[]), CAST(:files AS text[]), CAST(:filesCounts AS bigint[]),
                    CAST(:correlations AS text[]))
                    WITH ORDINALITY AS a (size, md5, sha1, sha256, sha512, location, directory, name, caller, kind,
                        control, control_fault, control_message, contents_state, contents_fault, contents_message,
                        files, files_count, correlation, position)
            ), made AS (
                INSERT INTO upload_directory (name, caller)
                SELECT DISTINCT ON (directory) directory, caller
                FROM sent
                ORDER BY directory, position
                ON CONFLICT (name) DO NOTHING
                RETURNING name, caller
            ), held AS (
                SELECT d.name, d.caller
                FROM upload_directory d
                WHERE d.name IN (SELECT directory FROM sent)
                FOR KEY SHARE OF d
            ), arrived AS MATERIALIZED (
                SELECT sent.*
                FROM sent
                JOIN (SELECT name, caller FROM made UNION ALL SELECT name, caller FROM held) AS own (directory, caller)
                  USING (directory, caller)
            ), stored AS (
                INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
                SELECT DISTINCT ON (sha256) size, md5, sha1, sha256, sha512, location
                FROM arrived
                ORDER BY sha256, position
                ON CONFLICT (sha256) WHERE state = 'kept' DO UPDATE
                SET touched_at = now()
                RETURNING id, location, sha256
            ), inspected AS (
                INSERT INTO inspection (
                    blob_id, kind, inspector, control, control_fault, control_message,
                    contents_state, contents_fault, contents_message, files, files_count)
                SELECT DISTINCT ON (s.id, a.kind)
                    s.id, a.kind, :inspector, a.control, a.control_fault, a.control_message,
                    a.contents_state, a.contents_fault, a.contents_message, a.files, a.files_count
                FROM arrived a
                JOIN stored s USING (sha256)
                WHERE a.kind IS NOT NULL
                ORDER BY s.id, a.kind, a.position
                ON CONFLICT ON CONSTRAINT inspection_once DO UPDATE
                SET contents_state = EXCLUDED.contents_state,
                    contents_fault = EXCLUDED.contents_fault,
                    contents_message = EXCLUDED.contents_message,
                    files = EXCLUDED.files,
                    files_count = EXCLUDED.files_count
                WHERE inspection.contents_state = 'pending'
            ), put AS (
                INSERT INTO upload_file (directory, name, blob_id, caller)
                SELECT DISTINCT ON (a.directory, a.name) a.directory, a.name, s.id, a.caller
                FROM arrived a
                JOIN stored s USING (sha256)
                ORDER BY a.directory, a.name, a.position DESC
                ON CONFLICT ON CONSTRAINT upload_file_name DO UPDATE
                SET blob_id = EXCLUDED.blob_id,
                    uploaded_at = now()
            ), told AS (
                INSERT INTO outbox (kind, subject, payload)
                SELECT 'upload.kept', 'upload/' || a.directory || '/' || a.name, row_to_json(told)
                FROM arrived a
                CROSS JOIN LATERAL (
                    SELECT a.directory, a.name AS file, a.size AS "sizeBytes", encode(a.sha256, 'hex') AS sha256,
                        a.caller, a.correlation
                ) AS told
                ORDER BY position
            )
            SELECT a.position, s.id AS blob_id, s.location
            FROM arrived a
            JOIN stored s USING (sha256)
            ORDER BY a.position
            """;

    /** Reads upload_directory from its primary key. */
    private static final String DIRECTORIES = """
            SELECT DISTINCT split_part(name, '/', 1) COLLATE "C" AS name
            FROM upload_directory
            WHERE :owner IN ('', caller)
            ORDER BY name
            """;

    /** By upload_directory_prefix: the directory and what begins with its name and a slash. */
    private static final String FIND = """
            SELECT name
            FROM upload_directory
            WHERE (name = :directory OR (name ~>=~ (:directory || '/') AND name ~<~ (:directory || '0')))
              AND :owner IN ('', caller)
            LIMIT 1
            """;

    /** By the primary key. */
    private static final String OTHERS = """
            SELECT EXISTS (
                SELECT 1
                FROM upload_directory
                WHERE name = :directory
                  AND caller IS DISTINCT FROM :caller) AS others
            """;

    /** By upload_directory_prefix, then upload_file_name. */
    private static final String FILES = """
            SELECT
                f.directory,
                f.name,
                b.id AS blob_id,
                b.size_bytes,
                encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1,
                encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512,
                b.location
            FROM upload_directory d
            JOIN upload_file f ON f.directory = d.name
            JOIN blob b ON b.id = f.blob_id
            WHERE (d.name = :directory OR (d.name ~>=~ (:directory || '/') AND d.name ~<~ (:directory || '0')))
              AND :owner IN ('', f.caller)
            ORDER BY f.name COLLATE "C", f.directory COLLATE "C"
            """;

    /** By upload_directory_prefix; the files' rows go with it. */
    private static final String DELETE_DIRECTORY = """
            DELETE FROM upload_directory
            WHERE (name = :directory OR (name ~>=~ (:directory || '/') AND name ~<~ (:directory || '0')))
              AND :owner IN ('', caller)
            """;

    /** By upload_file_name. */
    private static final String DELETE_FILE = """
            DELETE FROM upload_file
            WHERE directory = :directory
              AND name = :name
              AND :owner IN ('', caller)
            """;

    private static final Gathering.Limits GROUPS = new Gathering.Limits(32, 1);

    private final DatabaseClient database;
    private final Gathering<Upload, List<StoredFile>> gathering = new Gathering<>(GROUPS, this::recordAll);

    /** Uploads of a database. */
    public PgUploads(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<List<StoredFile>> record(Caller caller, DirectoryName directory, List<NewFile> files) {
        return files.isEmpty()
                ? make(caller, directory)
                : Correlation.current()
                        .flatMap(correlation -> gathering.one(new Upload(caller, correlation, directory, files)))
                        .filter(stored -> !stored.isEmpty())
                        .repeatWhenEmpty(times -> times.takeWhile(time -> time == 0));
    }

    private Mono<List<StoredFile>> make(Caller caller, DirectoryName directory) {
        return database.sql(MAKE_DIRECTORY)
                .bind("directory", directory.value())
                .bind("caller", caller.name())
                .then()
                .thenReturn(List.<StoredFile>of())
                .onErrorMap(SqlFaults::translate);
    }

    private Mono<List<List<StoredFile>>> recordAll(List<Upload> uploads) {
        List<Arrived> arrived = uploads.stream().flatMap(Upload::arrived).toList();
        return Mono.defer(() -> insert(arrived))
                .retryWhen(SqlFaults.contention())
                .onErrorMap(SqlFaults::translate)
                .map(kept -> dealt(uploads, arrived, kept));
    }

    private Mono<List<Kept>> insert(List<Arrived> arrived) {
        return PgInspections.bind(
                        database.sql(RECORD),
                        column(arrived, each -> each.file().findings()))
                .bind(
                        "sizes",
                        column(arrived, each -> each.digests().sizeBytes()).toArray(Long[]::new))
                .bind("md5s", texts(arrived, each -> each.digests().md5()))
                .bind("sha1s", texts(arrived, each -> each.digests().sha1()))
                .bind("sha256s", texts(arrived, each -> each.digests().sha256()))
                .bind("sha512s", texts(arrived, each -> each.digests().sha512()))
                .bind("locations", texts(arrived, each -> each.file().location().value()))
                .bind(
                        "directories",
                        texts(arrived, each -> each.from().directory().value()))
                .bind("names", texts(arrived, each -> each.file().name().value()))
                .bind("callers", texts(arrived, each -> each.from().caller().name()))
                .bind("correlations", texts(arrived, each -> each.from().correlation()))
                .map(PgUploads::kept)
                .all()
                .collectList();
    }

    @Override
    public Flux<String> directories(Caller caller) {
        return database.sql(DIRECTORIES)
                .bind("owner", Columns.owner(caller))
                .map(row -> CatalogRows.text(row, "name"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<DirectoryName> find(Caller caller, DirectoryName directory) {
        return database.sql(FIND)
                .bind("owner", Columns.owner(caller))
                .bind("directory", directory.value())
                .map(row -> directory)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Boolean> isOfOthers(Caller caller, DirectoryName directory) {
        return database.sql(OTHERS)
                .bind("directory", directory.value())
                .bind("caller", caller.name())
                .map(row -> Boolean.TRUE.equals(row.get("others", Boolean.class)))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<UploadedFile> files(Caller caller, DirectoryName directory) {
        return database.sql(FILES)
                .bind("owner", Columns.owner(caller))
                .bind("directory", directory.value())
                .map(PgUploads::uploaded)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> delete(Caller caller, DirectoryName directory) {
        return database.sql(DELETE_DIRECTORY)
                .bind("owner", Columns.owner(caller))
                .bind("directory", directory.value())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> delete(Caller caller, DirectoryName directory, FileName name) {
        return database.sql(DELETE_FILE)
                .bind("owner", Columns.owner(caller))
                .bind("directory", directory.value())
                .bind("name", name.value())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    private static Kept kept(Readable row) {
        return new Kept(
                (int) CatalogRows.number(row, "position") - 1,
                CatalogRows.number(row, "blob_id"),
                new Location(CatalogRows.text(row, "location")));
    }

    /** Deals the files out to the uploads that they came with; none to those that were left out. */
    private static List<List<StoredFile>> dealt(List<Upload> uploads, List<Arrived> arrived, List<Kept> kept) {
        Map<Upload, List<StoredFile>> dealt = new IdentityHashMap<>();
        for (Kept each : kept) {
            Arrived file = arrived.get(each.place());
            Blob blob = new Blob(each.id(), file.digests(), each.location());
            dealt.computeIfAbsent(file.from(), upload -> new ArrayList<>()).add(new StoredFile(file.file(), blob));
        }
        return uploads.stream()
                .map(upload -> dealt.getOrDefault(upload, List.of()))
                .toList();
    }

    private static <T extends @Nullable Object> List<T> column(List<Arrived> arrived, Function<Arrived, T> part) {
        List<T> column = new ArrayList<>(arrived.size());
        arrived.forEach(each -> column.add(part.apply(each)));
        return column;
    }

    private static UploadedFile uploaded(Readable row) {
        return new UploadedFile(
                CatalogRows.text(row, "directory"), CatalogRows.text(row, "name"), CatalogRows.blob(row));
    }

    private record Upload(Caller caller, String correlation, DirectoryName directory, List<NewFile> files) {
        Stream<Arrived> arrived() {
            return files.stream().map(file -> new Arrived(this, file));
        }
    }

    private record Arrived(Upload from, NewFile file) {
        Digests digests() {
            return file.digests();
        }
    }

    /**
     * A file that was not left out.
     *
     * @param place among those that arrived
     */
    private record Kept(int place, long id, Location location) {}
}
