package io.staithe.postgres;

import io.staithe.access.Caller;
import io.staithe.library.addition.Source;
import io.staithe.library.inclusion.InclusionFiles;
import io.staithe.queue.Atomically;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The files of accepted inclusions on PostgreSQL, in the table of accepted files. */
public final class PgInclusionFiles implements InclusionFiles {
    /** By the primary keys; what lies below a directory sorts between {@code /} and {@code 0}. */
    private static final String IS_THERE = """
            SELECT CASE
                WHEN CAST(:file AS text) = ''
                    THEN EXISTS (
                        SELECT 1
                        FROM upload_directory
                        WHERE (name = :directory OR (name > :directory || '/' AND name < :directory || '0'))
                          AND caller = :caller)
                ELSE EXISTS (
                    SELECT 1
                    FROM upload_file
                    WHERE directory = :directory
                      AND name = :file
                      AND caller = :caller)
                END AS found
            """;

    /**
     * By upload_file_name. The lock keeps the rows, and the bytes that they name, until the task that names them too is
     * committed, so that at every instant one of both is a root.
     */
    private static final String ACCEPT = """
            INSERT INTO task_file (task_id, position, directory, name, blob_id)
            SELECT :task, row_number() OVER (ORDER BY (directory || '/' || name) COLLATE "C"), directory, name, blob_id
            FROM (
                SELECT directory, name, blob_id
                FROM upload_file
                WHERE (directory = :directory OR (directory > :directory || '/' AND directory < :directory || '0'))
                  AND caller = :caller
                FOR SHARE
            ) AS file
            """;

    private final DatabaseClient database;
    private final Atomically atomically;

    /** Included files on a database. */
    public PgInclusionFiles(DatabaseClient database, Atomically atomically) {
        this.database = database;
        this.atomically = atomically;
    }

    @Override
    public Mono<Boolean> isThere(Caller caller, Source source) {
        String file = source.file();
        return database.sql(IS_THERE)
                .bind("directory", source.directory())
                .bind("file", file == null ? "" : file)
                .bind("caller", caller.name())
                .map(row -> Boolean.TRUE.equals(row.get("found", Boolean.class)))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Task> accept(NewTask task, Source source) {
        return atomically.transact(atomically.accept(task).delayUntil(accepted -> record(accepted, source)));
    }

    private Mono<Void> record(Task task, Source source) {
        return database.sql(ACCEPT)
                .bind("task", task.id().value())
                .bind("caller", task.caller().name())
                .bind("directory", source.directory())
                .then();
    }
}
