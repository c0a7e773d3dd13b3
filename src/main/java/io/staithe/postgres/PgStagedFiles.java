package io.staithe.postgres;

import io.staithe.access.Caller;
import io.staithe.deb.upload.Changes.ListedFile;
import io.staithe.intake.UploadedFile;
import io.staithe.library.incoming.StagedFiles;
import io.staithe.queue.Atomically;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Files that wait for their {@code .changes} file, on PostgreSQL: rows of upload directories. */
public final class PgStagedFiles implements StagedFiles {
    /** By upload_file_name: what lies below a directory sorts between {@code /} and {@code 0}. */
    private static final String FIND = """
            SELECT DISTINCT ON (f.name)
                f.directory, f.name, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            FROM upload_file f
            JOIN unnest(CAST(:names AS text[]), CAST(:digests AS text[])) AS listed (name, digest) ON listed.name = f.name
            JOIN blob b ON b.id = f.blob_id
            WHERE f.directory > :below || '/'
              AND f.directory < :below || '0'
              AND f.caller = :caller
            ORDER BY f.name, (b.sha256 = decode(listed.digest, 'hex')) DESC, f.uploaded_at DESC, f.directory
            """;

    /**
     * By upload_file_name. The lock keeps the rows, and the bytes that they name, until the task that names them too is
     * committed, so that at every instant one of both is a root.
     */
    private static final String ACCEPT = """
            INSERT INTO task_file (task_id, position, directory, name, blob_id)
            SELECT :task, row_number() OVER (ORDER BY name COLLATE "C"), :directory, name, blob_id
            FROM (
                SELECT f.name, f.blob_id
                FROM upload_file f
                JOIN unnest(CAST(:directories AS text[]), CAST(:names AS text[]), CAST(:blobs AS bigint[]))
                    AS staged (directory, name, blob_id)
                  ON staged.directory = f.directory
                 AND staged.name = f.name
                 AND staged.blob_id = f.blob_id
                FOR SHARE OF f
            ) AS file
            """;

    private static final String FORGET = """
            WITH gone AS (
                DELETE FROM upload_file f
                USING unnest(CAST(:directories AS text[]), CAST(:names AS text[]), CAST(:blobs AS bigint[]))
                    AS staged (directory, name, blob_id)
                WHERE f.directory = staged.directory
                  AND f.name = staged.name
                  AND f.blob_id = staged.blob_id
                RETURNING f.directory
            )
            DELETE FROM upload_directory d
            USING gone
            WHERE d.name = gone.directory
            """;

    private final DatabaseClient database;
    private final Atomically atomically;

    /** Staged files on a database. */
    public PgStagedFiles(DatabaseClient database, Atomically atomically) {
        this.database = database;
        this.atomically = atomically;
    }

    @Override
    public Flux<UploadedFile> find(Caller caller, String below, Collection<ListedFile> listed) {
        List<ListedFile> wanted = List.copyOf(listed);
        return database.sql(FIND)
                .bind("names", Columns.texts(wanted, ListedFile::name))
                .bind("digests", Columns.texts(wanted, ListedFile::sha256))
                .bind("below", below)
                .bind("caller", caller.name())
                .map(row -> new UploadedFile(
                        CatalogRows.text(row, "directory"), CatalogRows.text(row, "name"), CatalogRows.blob(row)))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Task> accept(NewTask task, UploadedFile changes, Collection<UploadedFile> files) {
        List<UploadedFile> all = new ArrayList<>(files);
        all.add(changes);
        return atomically
                .transact(atomically
                        .accept(task)
                        .delayUntil(accepted -> bound(ACCEPT, all)
                                .bind("task", accepted.id().value())
                                .bind("directory", changes.directory())
                                .fetch()
                                .rowsUpdated()
                                .filter(recorded -> recorded == all.size())
                                .switchIfEmpty(Mono.error(Gone::new))))
                .onErrorResume(Gone.class, gone -> Mono.empty());
    }

    @Override
    public Mono<Void> forget(Collection<UploadedFile> files) {
        return bound(FORGET, List.copyOf(files)).then().onErrorMap(SqlFaults::translate);
    }

    private DatabaseClient.GenericExecuteSpec bound(String sql, List<UploadedFile> files) {
        return database.sql(sql)
                .bind("directories", Columns.texts(files, UploadedFile::directory))
                .bind("names", Columns.texts(files, UploadedFile::name))
                .bind("blobs", Columns.numbers(files, file -> file.blob().id()));
    }

    /** Undoes an acceptance. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone() {
            super(null, null, false, false);
        }
    }
}
