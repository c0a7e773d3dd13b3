package io.staithe.postgres;

import static io.staithe.postgres.Columns.joined;
import static io.staithe.postgres.Columns.numbers;
import static io.staithe.postgres.Columns.texts;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * The law of revisions on PostgreSQL: READ COMMITTED, a conditional UPDATE that locks and proves, and a last UPDATE
 * that moves the revision.
 */
public final class PgLedger implements Ledger {
    private static final int REMEMBERED = 10_000;

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
            SELECT kind, subject, CAST(payload AS json)
            FROM unnest(CAST(:kinds AS text[]), CAST(:subjects AS text[]), string_to_array(:payloads, chr(30)))
                WITH ORDINALITY AS event (kind, subject, payload, position)
            ORDER BY position
            """;

    private final DatabaseClient database;
    private final Law law;
    private final String close;
    /** Where changes from here left their repositories, if they were committed and nobody else came. */
    private final Map<RepositoryId, Long> closed = new ConcurrentHashMap<>();

    /** A ledger on a database. */
    public PgLedger(DatabaseClient database) {
        this(database, Law.CONDITIONAL);
    }

    /** A ledger under another law, for the tests that show what this one is good for. */
    PgLedger(DatabaseClient database, Law law) {
        this.database = database;
        this.law = law;
        this.close = "WITH appended AS (" + APPEND + "), announced AS (" + ANNOUNCE + ") " + law.last();
    }

    @Override
    public Mono<Long> expected(RepositoryId id) {
        return Mono.defer(() -> Mono.justOrEmpty(closed.remove(id))).switchIfEmpty(revision(id));
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
                .map(PgLedger::opened)
                .one();
    }

    private static Opened opened(Readable row) {
        String hash = row.get("last_hash", String.class);
        return new Opened(
                CatalogRows.repository(row),
                CatalogRows.instant(row, "opened_at"),
                hash == null ? Revision.NO_HASH : hash);
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
        if (rows.isEmpty()) {
            return announce(events);
        }
        long last = rows.get(rows.size() - 1).change().number();
        return bind(database.sql(close), events)
                .bind("id", opened.repository().id().value())
                .bind("expected", opened.repository().revision())
                .bind("steps", (long) rows.size())
                .bind("at", rows.get(0).change().at())
                .bind("numbers", numbers(rows, row -> row.change().number()))
                .bind("tasks", numbers(rows, row -> row.change().task()))
                .bind("callers", texts(rows, row -> row.change().caller()))
                .bind("changes", texts(rows, row -> row.change().text()))
                .bind("previous", texts(rows, Revision::previousHash))
                .bind("hashes", texts(rows, Revision::hash))
                .then()
                .doOnSuccess(moved -> remember(opened.repository().id(), last));
    }

    private void remember(RepositoryId id, long revision) {
        if (closed.size() >= REMEMBERED) {
            closed.clear();
        }
        closed.put(id, revision);
    }

    @Override
    public Mono<Void> announce(List<Event> events) {
        if (events.isEmpty()) {
            return Mono.empty();
        }
        return bind(database.sql(ANNOUNCE), events).then();
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, List<Event> events) {
        return statement
                .bind("kinds", texts(events, Event::kind))
                .bind("subjects", texts(events, Event::subject))
                .bind("payloads", joined(events, Event::payload));
    }

    /**
     * The two statements that a change of a repository lies between.
     *
     * @param first locks and proves the expected revision, by the primary key; reads its hash by revision_number
     * @param last moves it, by the primary key
     */
    record Law(String first, String last) {
        static final Law CONDITIONAL = new Law("""
                UPDATE repository
                SET touched_at = now()
                WHERE id = :id
                  AND revision = :expected
                  AND dropped_at IS NULL
                RETURNING id, name, comment, default_distribution, default_component, revision, policies,
                    clock_timestamp() AS opened_at,
                    (SELECT encode(r.hash, 'hex')
                    FROM revision r
                    WHERE r.repository_id = repository.id
                      AND r.number = repository.revision) AS last_hash
                """, """
                UPDATE repository
                SET revision = :expected + :steps
                WHERE id = :id
                """);
    }
}
