package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.queue.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The files of accepted additions on PostgreSQL; those that were accepted here a moment ago are remembered. */
public final class PgAcceptedFiles implements AcceptedFiles {
    /** By the primary key. */
    private static final String COUNTS = """
            SELECT task_id, count(*) AS files
            FROM task_file
            WHERE task_id = ANY (CAST(:tasks AS bigint[]))
            GROUP BY task_id
            """;

    /** By the primary key. */
    private static final String FILES = """
            SELECT f.task_id, f.directory, f.name, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            FROM task_file f
            JOIN blob b ON b.id = f.blob_id
            WHERE f.task_id = ANY (CAST(:tasks AS bigint[]))
            ORDER BY f.task_id, f.position
            LIMIT :most
            """;

    /**
     * By the primary keys. Whoever is putting a file into a directory holds its row: the lock on the directories waits
     * for them.
     */
    private static final String RELEASE = """
            WITH released AS (
                DELETE FROM upload_file
                USING unnest(CAST(:fileDirectories AS text[]), CAST(:names AS text[]), CAST(:blobs AS bigint[]))
                    AS accepted (directory, name, blob_id)
                WHERE upload_file.directory = accepted.directory
                  AND upload_file.name = accepted.name
                  AND upload_file.blob_id = accepted.blob_id
            )
            SELECT name
            FROM upload_directory
            WHERE name = ANY (CAST(:directories AS text[]))
            ORDER BY name
            FOR UPDATE
            """;

    /** By the primary key and upload_file_name. A statement of its own, so that it sees what the lock waited for. */
    private static final String DROP_EMPTY = """
            DELETE FROM upload_directory
            WHERE name = ANY (CAST(:directories AS text[]))
              AND NOT EXISTS (
                SELECT 1
                FROM upload_file
                WHERE upload_file.directory = upload_directory.name
              )
            """;

    private final DatabaseClient database;
    private final RecentFiles recent = new RecentFiles();

    /** Accepted files on a database. */
    public PgAcceptedFiles(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Map<TaskId, Long>> counts(Collection<TaskId> tasks) {
        return database.sql(COUNTS)
                .bind("tasks", ids(tasks))
                .map(row -> Map.entry(new TaskId(CatalogRows.number(row, "task_id")), CatalogRows.number(row, "files")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .onErrorMap(SqlFaults::translate);
    }

    /** Told all that acceptances recorded for a task, or nothing of it, so that whoever asks for it need not look. */
    void accepted(Map<TaskId, List<AcceptedFile>> files) {
        recent.note(files);
    }

    @Override
    public Flux<AcceptedFile> of(Collection<TaskId> tasks, int most) {
        return Flux.defer(() -> {
            List<AcceptedFile> known = new ArrayList<>();
            List<TaskId> others = new ArrayList<>();
            tasks.forEach(task -> recent.take(task).ifPresentOrElse(known::addAll, () -> others.add(task)));
            return others.isEmpty()
                    ? first(most, known.stream())
                    : stored(others, most)
                            .collectList()
                            .flatMapMany(found -> first(most, Stream.concat(known.stream(), found.stream())));
        });
    }

    /** By task; each task's files come in their order. */
    private static Flux<AcceptedFile> first(int most, Stream<AcceptedFile> files) {
        return Flux.fromStream(
                files.sorted(Comparator.comparingLong(AcceptedFile::task)).limit(most));
    }

    private Flux<AcceptedFile> stored(Collection<TaskId> tasks, int most) {
        return database.sql(FILES)
                .bind("tasks", ids(tasks))
                .bind("most", most)
                .map(row -> file(row, "task_id"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    /** Reads a file from the columns {@code directory name} and those of a blob. */
    static AcceptedFile file(Readable row, String task) {
        return new AcceptedFile(
                CatalogRows.number(row, task),
                CatalogRows.text(row, "directory"),
                CatalogRows.text(row, "name"),
                CatalogRows.blob(row));
    }

    @Override
    public Mono<Void> release(Collection<AcceptedFile> files, Collection<String> directories) {
        if (files.isEmpty() && directories.isEmpty()) {
            return Mono.empty();
        }
        String[] names = directories.toArray(String[]::new);
        Mono<Void> released = database.sql(RELEASE)
                .bind(
                        "fileDirectories",
                        files.stream().map(AcceptedFile::directory).toArray(String[]::new))
                .bind("names", files.stream().map(AcceptedFile::name).toArray(String[]::new))
                .bind("blobs", files.stream().map(file -> file.blob().id()).toArray(Long[]::new))
                .bind("directories", names)
                .then();
        return Mono.whenDelayError(
                released, database.sql(DROP_EMPTY).bind("directories", names).then());
    }

    private static Long[] ids(Collection<TaskId> tasks) {
        return tasks.stream().map(TaskId::value).toArray(Long[]::new);
    }
}
