package io.staithe.postgres;

import io.staithe.publish.files.HashedFile;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.Finished;
import io.staithe.publish.generation.HashedFileStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Files by hash in PostgreSQL. Rows are locked in the order of their paths. */
public final class PgHashedFiles implements HashedFileStore {
    /** Guarded by hashed_file_path; what is doomed is left out. */
    private static final String HOLD = """
            INSERT INTO hashed_file (publication_id, path, size_bytes, generation)
            SELECT :publication, path, size_bytes, :number
            FROM unnest(CAST(:paths AS text[]), CAST(:sizes AS bigint[])) AS w (path, size_bytes)
            ORDER BY path
            ON CONFLICT ON CONSTRAINT hashed_file_path DO UPDATE
            SET touched_at = now()
            WHERE hashed_file.state = 'kept'
            """;

    /** By hashed_file_path. */
    private static final String NAME = """
            UPDATE hashed_file f
            SET generation = :number,
                list_id = NULLIF(w.list_id, 0),
                touched_at = now()
            FROM unnest(CAST(:paths AS text[]), CAST(:lists AS bigint[])) AS w (path, list_id)
            WHERE f.publication_id = :publication
              AND f.path = w.path
              AND f.state = 'kept'
            """;

    /** Nobody else knows the directory of a publication before its first generation. */
    private static final String NAME_FIRST = """
            INSERT INTO hashed_file (publication_id, path, list_id, size_bytes, generation)
            SELECT :publication, path, NULLIF(list_id, 0), size_bytes, :number
            FROM unnest(CAST(:paths AS text[]), CAST(:lists AS bigint[]), CAST(:sizes AS bigint[]))
                AS w (path, list_id, size_bytes)
            """;

    private static final int LOOKS = 40;
    private static final Duration LOOK = Duration.ofMillis(25);

    private final DatabaseClient database;

    /** Files by hash in a database. */
    public PgHashedFiles(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> hold(Edition edition, Collection<HashedFile> files) {
        if (edition.before().generation() == 0 || files.isEmpty()) {
            return Mono.empty();
        }
        List<HashedFile> rows = List.copyOf(files);
        return Mono.defer(() -> of(edition, rows, HOLD, edition.before().generation())
                        .bind("sizes", sizes(rows))
                        .fetch()
                        .rowsUpdated())
                .onErrorMap(SqlFaults::translate)
                .filter(held -> held == rows.size())
                .repeatWhenEmpty(LOOKS, looks -> looks.delayElements(LOOK))
                .switchIfEmpty(Mono.error(
                        () -> Editions.overtaken("files by hash of " + edition.place() + " are being swept")))
                .then();
    }

    /** The part of a switch: the generation names its files; overtaken where one is not kept any more. */
    Mono<Void> name(Finished finished) {
        Edition edition = finished.edition();
        List<HashedFile> rows = finished.hashed();
        boolean first = edition.before().generation() == 0;
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        GenericExecuteSpec statement =
                of(edition, rows, first ? NAME_FIRST : NAME, edition.number()).bind("lists", lists(finished));
        return (first ? statement.bind("sizes", sizes(rows)) : statement)
                .fetch()
                .rowsUpdated()
                .filter(named -> named != rows.size())
                .flatMap(
                        named -> Mono.error(Editions.overtaken("files by hash of " + edition.place() + " were swept")));
    }

    private GenericExecuteSpec of(Edition edition, List<HashedFile> rows, String sql, long number) {
        return database.sql(sql)
                .bind("publication", edition.before().id())
                .bind("number", number)
                .bind("paths", rows.stream().map(HashedFile::path).toArray(String[]::new));
    }

    private static Long[] sizes(List<HashedFile> rows) {
        return rows.stream().map(HashedFile::sizeBytes).toArray(Long[]::new);
    }

    private static Long[] lists(Finished finished) {
        Map<String, Long> indexes = finished.indexes();
        return finished.hashed().stream()
                .map(file -> file.index() == null ? 0L : indexes.getOrDefault(file.index(), 0L))
                .toArray(Long[]::new);
    }
}
