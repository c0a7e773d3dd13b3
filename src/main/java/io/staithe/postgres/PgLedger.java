package io.staithe.postgres;

import io.staithe.catalog.Ledger;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import java.util.List;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The law of revisions on PostgreSQL: READ COMMITTED, a conditional UPDATE that locks and proves, and a last UPDATE that
 * moves the revision.
 */
public final class PgLedger implements Ledger {
    /** By the primary key. */
    private static final String REVISION = """
            SELECT revision
            FROM repository
            WHERE id = :id
              AND dropped_at IS NULL
            """;

    /** By the primary key. */
    private static final String LOCK = """
            SELECT revision
            FROM repository
            WHERE id = :id
              AND dropped_at IS NULL
            FOR UPDATE
            """;

    /** By revision_number. */
    private static final String LAST_HASH = """
            SELECT encode(hash, 'hex') AS hash
            FROM revision
            WHERE repository_id = :id
              AND number = :number
            """;

    private static final String APPEND = """
            INSERT INTO revision (repository_id, number, at, task_id, caller, change, previous_hash, hash)
            SELECT :id, number, :at, task_id, caller, change, decode(previous_hash, 'hex'), decode(hash, 'hex')
            FROM unnest(
                CAST(:numbers AS bigint[]),
                CAST(:tasks AS bigint[]),
                CAST(:callers AS text[]),
                CAST(:changes AS text[]),
                CAST(:previous AS text[]),
                CAST(:hashes AS text[])
            ) AS row (number, task_id, caller, change, previous_hash, hash)
            """;

    private static final String ANNOUNCE = """
            INSERT INTO outbox (kind, subject, payload)
            SELECT kind, subject, CAST(payload AS jsonb)
            FROM unnest(CAST(:kinds AS text[]), CAST(:subjects AS text[]), CAST(:payloads AS text[]))
                WITH ORDINALITY AS event (kind, subject, payload, position)
            ORDER BY position
            """;

    private final DatabaseClient database;
    private final Law law;

    /** A ledger on a database. */
    public PgLedger(DatabaseClient database) {
        this(database, Law.CONDITIONAL);
    }

    /** A ledger under another law, for the tests that show what this one is good for. */
    PgLedger(DatabaseClient database, Law law) {
        this.database = database;
        this.law = law;
    }

    @Override
    public Mono<Long> revision(RepositoryId id) {
        return database.sql(REVISION)
                .bind("id", id.value())
                .map(row -> CatalogRows.number(row, "revision"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Opened> open(RepositoryId id, long expected) {
        return database.sql(law.first())
                .bind("id", id.value())
                .bind("expected", expected)
                .map(row -> new Opened(
                        CatalogRows.repository(row), CatalogRows.instant(row, "opened_at"), Revision.NO_HASH))
                .one()
                .flatMap(this::withLastHash);
    }

    private Mono<Opened> withLastHash(Opened opened) {
        Repository repository = opened.repository();
        return database.sql(LAST_HASH)
                .bind("id", repository.id().value())
                .bind("number", repository.revision())
                .map(row -> new Opened(repository, opened.at(), CatalogRows.text(row, "hash")))
                .first()
                .defaultIfEmpty(opened);
    }

    @Override
    public Mono<Long> lock(RepositoryId id) {
        return database.sql(LOCK)
                .bind("id", id.value())
                .map(row -> CatalogRows.number(row, "revision"))
                .one();
    }

    @Override
    public Mono<Void> close(Opened opened, List<Revision> rows, List<Event> events) {
        return append(opened, rows).then(announce(events)).then(move(opened, rows));
    }

    private Mono<Void> append(Opened opened, List<Revision> rows) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(APPEND)
                .bind("id", opened.repository().id().value())
                .bind("at", rows.get(0).change().at())
                .bind("numbers", numbers(rows, row -> row.change().number()))
                .bind("tasks", numbers(rows, row -> row.change().task()))
                .bind("callers", texts(rows, row -> row.change().caller()))
                .bind("changes", texts(rows, row -> row.change().text()))
                .bind("previous", texts(rows, Revision::previousHash))
                .bind("hashes", texts(rows, Revision::hash))
                .then();
    }

    private Mono<Void> move(Opened opened, List<Revision> rows) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(law.last())
                .bind("id", opened.repository().id().value())
                .bind("expected", opened.repository().revision())
                .bind("steps", (long) rows.size())
                .then();
    }

    @Override
    public Mono<Void> announce(List<Event> events) {
        if (events.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(ANNOUNCE)
                .bind("kinds", texts(events, Event::kind))
                .bind("subjects", texts(events, Event::subject))
                .bind("payloads", texts(events, Event::payload))
                .then();
    }

    private static <T> Long[] numbers(List<T> rows, Function<T, Long> number) {
        return rows.stream().map(number).toArray(Long[]::new);
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    /**
     * The two statements that a change of a repository lies between.
     *
     * @param first locks and proves the expected revision, by the primary key
     * @param last moves it, by the primary key
     */
    record Law(String first, String last) {
        static final Law CONDITIONAL = new Law("""
                UPDATE repository
                SET touched_at = now()
                WHERE id = :id
                  AND revision = :expected
                  AND dropped_at IS NULL
                RETURNING id, name, comment, default_distribution, default_component, revision,
                    clock_timestamp() AS opened_at
                """, """
                UPDATE repository
                SET revision = :expected + :steps
                WHERE id = :id
                """);
    }
}
