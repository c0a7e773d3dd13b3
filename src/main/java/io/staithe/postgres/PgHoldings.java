package io.staithe.postgres;

import io.staithe.access.Caller;
import io.staithe.catalog.Reach;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.change.Holding;
import io.staithe.library.change.Holdings;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which bytes are here, on PostgreSQL. */
public final class PgHoldings implements Holdings {
    /** By blob_kept_digest, package_blob_id, membership_package and primary keys; then by upload_file_blob_id. */
    private static final String FIND = """
            SELECT h.directory, h.name, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            FROM unnest(CAST(:digests AS text[])) AS wanted (digest)
            JOIN blob b ON b.sha256 = decode(wanted.digest, 'hex') AND b.state = 'kept'
            CROSS JOIN LATERAL (
                (SELECT '' AS directory, p.file_name AS name, 1 AS choice
                FROM package p
                JOIN membership m ON m.package_id = p.id
                JOIN repository r ON r.id = m.repository_id
                WHERE p.blob_id = b.id
                  AND m.until_revision IS NULL
                  AND r.dropped_at IS NULL
                  AND (CAST(:reach AS bigint[]) IS NULL OR r.id = ANY (CAST(:reach AS bigint[])))
                ORDER BY p.id
                LIMIT 1)
                UNION ALL
                (SELECT u.directory, u.name, 2 AS choice
                FROM upload_file u
                WHERE u.blob_id = b.id
                  AND u.caller = :caller
                ORDER BY u.uploaded_at DESC
                LIMIT 1)
                ORDER BY choice
                LIMIT 1
            ) h
            """;

    /** By the primary key. */
    private static final String RECORD = """
            INSERT INTO task_file (task_id, position, directory, name, blob_id)
            SELECT t.id, file.position, file.directory, file.name, file.blob_id
            FROM unnest(CAST(:tasks AS bigint[]), CAST(:directories AS text[]), CAST(:names AS text[]),
                CAST(:blobs AS bigint[])) WITH ORDINALITY AS file (task_id, directory, name, blob_id, position)
            JOIN task t ON t.id = file.task_id AND t.finished_at IS NULL
            FOR SHARE OF t
            ON CONFLICT (task_id, position) DO NOTHING
            """;

    private final DatabaseClient database;

    /** Holdings of a database. */
    public PgHoldings(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Holding> find(Caller caller, Reach reach, Collection<String> sha256) {
        return Columns.bind(database.sql(FIND), "reach", reach)
                .bind("digests", sha256.stream().distinct().toArray(String[]::new))
                .bind("caller", caller.name())
                .map(row -> new Holding(
                        CatalogRows.text(row, "directory"), CatalogRows.text(row, "name"), CatalogRows.blob(row)))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> record(Collection<AcceptedFile> files) {
        if (files.isEmpty()) {
            return Mono.empty();
        }
        List<AcceptedFile> rows = List.copyOf(files);
        return database.sql(RECORD)
                .bind("tasks", Columns.numbers(rows, AcceptedFile::task))
                .bind("directories", Columns.texts(rows, AcceptedFile::directory))
                .bind("names", Columns.texts(rows, AcceptedFile::name))
                .bind("blobs", Columns.numbers(rows, file -> file.blob().id()))
                .then();
    }
}
