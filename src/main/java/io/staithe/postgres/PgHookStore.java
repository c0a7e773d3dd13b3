package io.staithe.postgres;

import io.staithe.catalog.RepositoryId;
import io.staithe.library.policy.Answer;
import io.staithe.library.policy.HookStore;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Answers of hooks on PostgreSQL. */
public final class PgHookStore implements HookStore {
    /** By the primary key. */
    private static final String SECRET = """
            SELECT hook_secret
            FROM repository
            WHERE id = :id
              AND hook_secret <> ''
            """;

    /** By the primary key. That there was no answer counts for a minute, so that who is away is not asked twice. */
    private static final String ANSWERS = """
            SELECT blob_id, kind, reason
            FROM hook_answer
            WHERE repository_id = :repository
              AND blob_id = ANY (CAST(:blobs AS bigint[]))
              AND url = :url
              AND answered_at > clock_timestamp() - CASE kind WHEN 'failed' THEN INTERVAL '1 minute' ELSE INTERVAL '1 day' END
            """;

    /** Guarded by the primary key; the order keeps two from waiting for each other. */
    private static final String KEEP = """
            INSERT INTO hook_answer (repository_id, blob_id, url, kind, reason)
            SELECT :repository, blob_id, :url, kind, reason
            FROM unnest(CAST(:blobs AS bigint[]), CAST(:kinds AS text[]), CAST(:reasons AS text[]))
                AS answer (blob_id, kind, reason)
            ORDER BY blob_id
            ON CONFLICT ON CONSTRAINT hook_answer_once DO UPDATE
            SET url = EXCLUDED.url,
                kind = EXCLUDED.kind,
                reason = EXCLUDED.reason,
                answered_at = EXCLUDED.answered_at
            """;

    /** By hook_answer_at. */
    private static final String FORGET = """
            DELETE FROM hook_answer
            WHERE answered_at < now() - INTERVAL '1 day'
            """;

    private final DatabaseClient database;

    /** Answers in a database. */
    public PgHookStore(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<String> secret(RepositoryId id) {
        return database.sql(SECRET)
                .bind("id", id.value())
                .map(row -> CatalogRows.text(row, "hook_secret"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Map<Long, Answer>> answers(RepositoryId id, String url, Collection<Long> blobs) {
        return database.sql(ANSWERS)
                .bind("repository", id.value())
                .bind("blobs", blobs.toArray(Long[]::new))
                .bind("url", url)
                .map(row -> Map.entry(
                        CatalogRows.number(row, "blob_id"),
                        new Answer(
                                Answer.Kind.valueOf(
                                        CatalogRows.text(row, "kind").toUpperCase(Locale.ROOT)),
                                CatalogRows.text(row, "reason"))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> keep(RepositoryId id, String url, Map<Long, Answer> answers) {
        if (answers.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<Long, Answer>> rows = List.copyOf(answers.entrySet());
        return database.sql(KEEP)
                .bind("repository", id.value())
                .bind("url", url)
                .bind("blobs", Columns.numbers(rows, Map.Entry::getKey))
                .bind(
                        "kinds",
                        Columns.texts(rows, row -> row.getValue().kind().name().toLowerCase(Locale.ROOT)))
                .bind("reasons", Columns.texts(rows, row -> row.getValue().reason()))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> forget() {
        return database.sql(FORGET).then().onErrorMap(SqlFaults::translate);
    }
}
