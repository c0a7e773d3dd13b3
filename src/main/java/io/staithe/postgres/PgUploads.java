package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.access.Caller;
import io.staithe.deb.DebInspector;
import io.staithe.fault.Exhausted;
import io.staithe.intake.DirectoryName;
import io.staithe.intake.FileName;
import io.staithe.intake.UploadStore;
import io.staithe.intake.UploadedFile;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Upload directories and their files on PostgreSQL. */
public final class PgUploads implements UploadStore {
    /** Guarded by the primary key. */
    private static final String MAKE_DIRECTORY = """
            INSERT INTO upload_directory (name)
            VALUES (:directory)
            ON CONFLICT (name) DO NOTHING
            """;

    /** Guarded by blob_kept_digest, inspection_once, upload_directory's primary key and upload_file_name. */
    private static final String RECORD = """
            WITH stored AS (
                INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
                VALUES (
                    :size,
                    decode(:md5, 'hex'),
                    decode(:sha1, 'hex'),
                    decode(:sha256, 'hex'),
                    decode(:sha512, 'hex'),
                    :location)
                ON CONFLICT (sha256) WHERE state = 'kept' DO UPDATE
                SET touched_at = now()
                RETURNING id, location
            ), inspected AS (
                INSERT INTO inspection (
                    blob_id, kind, inspector, control, control_fault, control_message,
                    contents_state, contents_fault, contents_message, files, files_count)
                SELECT
                    id, :kind, :inspector, :control, :controlFault, :controlMessage,
                    :contentsState, :contentsFault, :contentsMessage, :files, :filesCount
                FROM stored
                WHERE CAST(:kind AS text) IS NOT NULL
                ON CONFLICT ON CONSTRAINT inspection_once DO UPDATE
                SET contents_state = EXCLUDED.contents_state,
                    contents_fault = EXCLUDED.contents_fault,
                    contents_message = EXCLUDED.contents_message,
                    files = EXCLUDED.files,
                    files_count = EXCLUDED.files_count
                WHERE inspection.contents_state = 'pending'
            ), directory AS (
                INSERT INTO upload_directory (name)
                VALUES (:directory)
                ON CONFLICT (name) DO NOTHING
            ), file AS (
                INSERT INTO upload_file (directory, name, blob_id, caller)
                SELECT :directory, :name, id, :caller
                FROM stored
                ON CONFLICT ON CONSTRAINT upload_file_name DO UPDATE
                SET blob_id = EXCLUDED.blob_id,
                    uploaded_at = now(),
                    caller = EXCLUDED.caller
            )
            SELECT id AS blob_id, location
            FROM stored
            """;

    /** Reads upload_directory from its primary key. */
    private static final String DIRECTORIES = """
            SELECT DISTINCT split_part(name, '/', 1) COLLATE "C" AS name
            FROM upload_directory
            ORDER BY name
            """;

    /** By upload_directory_prefix: the directory and what begins with its name and a slash. */
    private static final String FIND = """
            SELECT name
            FROM upload_directory
            WHERE name = :directory
               OR (name ~>=~ (:directory || '/') AND name ~<~ (:directory || '0'))
            LIMIT 1
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
            WHERE d.name = :directory
               OR (d.name ~>=~ (:directory || '/') AND d.name ~<~ (:directory || '0'))
            ORDER BY f.name COLLATE "C", f.directory COLLATE "C"
            """;

    /** By upload_directory_prefix; the files' rows go with it. */
    private static final String DELETE_DIRECTORY = """
            DELETE FROM upload_directory
            WHERE name = :directory
               OR (name ~>=~ (:directory || '/') AND name ~<~ (:directory || '0'))
            """;

    /** By upload_file_name. */
    private static final String DELETE_FILE = """
            DELETE FROM upload_file
            WHERE directory = :directory
              AND name = :name
            """;

    private static final long MAX_REPEATS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final DatabaseClient database;
    private final TransactionalOperator transactions;

    /** Uploads of a database. */
    public PgUploads(DatabaseClient database, TransactionalOperator transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public Mono<List<StoredFile>> record(Caller caller, DirectoryName directory, List<NewFile> files) {
        return recordOnce(caller, directory, files)
                .onErrorMap(SqlFaults.on("upload_file_directory", PgUploads::directoryWentAway))
                .retryWhen(Retry.backoff(MAX_REPEATS, FIRST_PAUSE)
                        .maxBackoff(LONGEST_PAUSE)
                        .jitter(0.5)
                        .filter(SqlFaults::isRetryable)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
    }

    /** One statement is a transaction of its own; of several, equal bytes are locked in one order. */
    private Mono<List<StoredFile>> recordOnce(Caller caller, DirectoryName directory, List<NewFile> files) {
        if (files.isEmpty()) {
            return database.sql(MAKE_DIRECTORY)
                    .bind("directory", directory.value())
                    .then()
                    .thenReturn(List.of());
        }
        if (files.size() == 1) {
            return insert(caller, directory, files.get(0)).map(List::of);
        }
        return Flux.fromIterable(files)
                .sort(Comparator.comparing(file -> file.digests().sha256()))
                .concatMap(file -> insert(caller, directory, file))
                .sort(Comparator.comparing(stored -> files.indexOf(stored.file())))
                .collectList()
                .as(transactions::transactional);
    }

    private Mono<StoredFile> insert(Caller caller, DirectoryName directory, NewFile file) {
        return PgInspections.bind(database.sql(RECORD), file.findings(), DebInspector.VERSION)
                .bind("size", file.digests().sizeBytes())
                .bind("md5", file.digests().md5())
                .bind("sha1", file.digests().sha1())
                .bind("sha256", file.digests().sha256())
                .bind("sha512", file.digests().sha512())
                .bind("location", file.location().value())
                .bind("directory", directory.value())
                .bind("name", file.name().value())
                .bind("caller", caller.name())
                .map(row -> stored(row, file))
                .one();
    }

    @Override
    public Flux<String> directories() {
        return database.sql(DIRECTORIES)
                .map(row -> CatalogRows.text(row, "name"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<DirectoryName> find(DirectoryName directory) {
        return database.sql(FIND)
                .bind("directory", directory.value())
                .map(row -> directory)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<UploadedFile> files(DirectoryName directory) {
        return database.sql(FILES)
                .bind("directory", directory.value())
                .map(PgUploads::uploaded)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> delete(DirectoryName directory) {
        return database.sql(DELETE_DIRECTORY)
                .bind("directory", directory.value())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> delete(DirectoryName directory, FileName name) {
        return database.sql(DELETE_FILE)
                .bind("directory", directory.value())
                .bind("name", name.value())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    private static StoredFile stored(Readable row, NewFile file) {
        Digests digests = file.digests();
        Location location = new Location(CatalogRows.text(row, "location"));
        return new StoredFile(file, new Blob(CatalogRows.number(row, "blob_id"), digests, location));
    }

    private static UploadedFile uploaded(Readable row) {
        return new UploadedFile(
                CatalogRows.text(row, "directory"), CatalogRows.text(row, "name"), CatalogRows.blob(row));
    }

    private static Exhausted directoryWentAway() {
        return new Exhausted(
                SqlFault.DATABASE_CONTENDED,
                "the upload directory was deleted while the upload was recorded",
                LONGEST_PAUSE);
    }
}
