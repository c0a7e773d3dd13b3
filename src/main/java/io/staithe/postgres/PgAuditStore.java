package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.access.audit.Act;
import io.staithe.access.audit.AuditStore;
import io.staithe.access.audit.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The audit on PostgreSQL: {@code audit_inbox}, which a trigger of {@code task} fills as well, and {@code audit}. */
public final class PgAuditStore implements AuditStore {
    /** No other lock of the product has this key; held until the links are visible. */
    private static final long CHAINING = 0x57A1_7EA0;

    private static final String TELL = """
            INSERT INTO audit_inbox (caller, origin, kind, title, outcome, problem, correlation)
            SELECT caller, origin, kind, left(title, 1000), outcome, problem, correlation
            FROM unnest(
                CAST(:callers AS text[]), CAST(:origins AS text[]), CAST(:kinds AS text[]), CAST(:titles AS text[]),
                CAST(:outcomes AS text[]), CAST(:problems AS text[]), CAST(:correlations AS text[]))
                WITH ORDINALITY AS act (caller, origin, kind, title, outcome, problem, correlation, position)
            ORDER BY position
            """;

    private static final String TURN = "SELECT pg_try_advisory_xact_lock(:lock) AS mine";

    /** By audit_number, from its end; a statement of its own, whose snapshot is taken under the lock. */
    private static final String LAST = """
            SELECT number, encode(hash, 'hex') AS hash
            FROM audit
            ORDER BY number DESC
            LIMIT 1
            """;

    /**
     * The primary key of audit_inbox from its beginning; the revisions of a task by revision_at, between begin and end
     * of its transaction.
     */
    private static final String TAKE = """
            WITH taken AS (
                DELETE FROM audit_inbox
                WHERE id = ANY (ARRAY(SELECT id FROM audit_inbox ORDER BY id LIMIT :limit))
                RETURNING id, began_at, at, caller, origin, kind, title, lanes, outcome, problem, task_id, correlation
            )
            SELECT t.at, t.caller, t.origin, t.kind, t.title, t.outcome, t.problem, t.task_id, t.correlation,
                ARRAY(
                    SELECT o.name || '@' || r.number
                    FROM unnest(t.lanes) AS lane (name)
                    JOIN repository o ON o.id = CASE
                        WHEN lane.name ~ '^repository/[0-9]+$' THEN CAST(substring(lane.name FROM 12) AS bigint)
                        ELSE (
                            SELECT id
                            FROM repository
                            WHERE name = substring(lane.name FROM '^repository-name/(.*)$')
                              AND dropped_at IS NULL)
                        END
                    JOIN revision r ON r.repository_id = o.id
                    WHERE r.task_id = t.task_id
                      AND r.at BETWEEN t.began_at AND t.at
                    ORDER BY o.name, r.number) AS revisions
            FROM taken t
            ORDER BY t.id
            """;

    private static final String APPEND = """
            INSERT INTO audit (number, at, caller, kind, outcome, text, hash)
            SELECT number, at, caller, kind, outcome, text, decode(hash, 'hex')
            FROM unnest(
                CAST(:numbers AS bigint[]), CAST(:times AS timestamptz[]), CAST(:callers AS text[]),
                CAST(:kinds AS text[]), CAST(:outcomes AS text[]), CAST(:texts AS text[]), CAST(:hashes AS text[]))
                AS entry (number, at, caller, kind, outcome, text, hash)
            """;

    /** By audit_number, or audit_caller. */
    private static final String PAGE = """
            SELECT number, left(text, -1) || ',"hash":"' || encode(hash, 'hex') || '"}' AS line
            FROM audit
            WHERE number > :after
              AND (CAST(:caller AS text) IS NULL OR caller = :caller)
              AND (CAST(:kind AS text) IS NULL OR kind = :kind)
              AND (CAST(:outcome AS text) IS NULL OR outcome = :outcome)
              AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
              AND (CAST(:until AS timestamptz) IS NULL OR at < :until)
            ORDER BY number
            LIMIT :limit
            """;

    private static final String SWEEPING = "SELECT set_config('staithe.sweeps', 'audit', true) AS sweeps";

    /** By audit_number, from its beginning; the newest entry stays, as the next one follows it. */
    private static final String SWEEP = """
            WITH old AS (
                SELECT number, at
                FROM audit
                WHERE number < (SELECT max(number) FROM audit)
                ORDER BY number
                LIMIT :limit
            )
            DELETE FROM audit
            WHERE number <= (
                SELECT max(number)
                FROM old
                WHERE at < clock_timestamp() - :keep_millis * interval '1 millisecond')
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;

    /**
     * The audit of a database.
     *
     * @param transactions READ COMMITTED
     */
    public PgAuditStore(DatabaseClient database, TransactionalOperator transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public Mono<Void> tell(List<Act> acts) {
        return database.sql(TELL)
                .bind("callers", texts(acts, Act::caller))
                .bind("origins", texts(acts, Act::origin))
                .bind("kinds", texts(acts, Act::kind))
                .bind("titles", texts(acts, Act::title))
                .bind("outcomes", texts(acts, Act::outcome))
                .bind("problems", texts(acts, Act::problem))
                .bind("correlations", texts(acts, Act::correlation))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Map<String, Long>> chain(int limit) {
        return transactions
                .transactional(database.sql(TURN)
                        .bind("lock", CHAINING)
                        .map(row -> Boolean.TRUE.equals(row.get("mine", Boolean.class)))
                        .one()
                        .flatMap(mine -> mine ? chained(limit) : Mono.just(Map.<String, Long>of())))
                .onErrorMap(SqlFaults::translate);
    }

    private Mono<Map<String, Long>> chained(int limit) {
        Mono<Link> last = database.sql(LAST)
                .map(row -> new Link(CatalogRows.number(row, "number"), CatalogRows.text(row, "hash")))
                .one()
                .defaultIfEmpty(new Link(0, Entry.BEGINNING));
        Mono<List<Waiting>> waiting = database.sql(TAKE)
                .bind("limit", limit)
                .map(PgAuditStore::waiting)
                .all()
                .collectList();
        return waiting.filter(acts -> !acts.isEmpty())
                .zipWhen(acts -> last, PgAuditStore::entries)
                .flatMap(entries -> append(entries).thenReturn(count(entries)))
                .defaultIfEmpty(Map.<String, Long>of());
    }

    private static List<Entry> entries(List<Waiting> acts, Link last) {
        List<Entry> entries = new ArrayList<>(acts.size());
        Link link = last;
        for (Waiting waiting : acts) {
            Entry entry = Entry.after(link.number(), link.hash(), waiting.at(), waiting.act());
            entries.add(entry);
            link = new Link(entry.number(), entry.hash());
        }
        return entries;
    }

    private Mono<Void> append(List<Entry> entries) {
        return database.sql(APPEND)
                .bind("numbers", entries.stream().map(Entry::number).toArray(Long[]::new))
                .bind("times", entries.stream().map(Entry::at).toArray(Instant[]::new))
                .bind("callers", texts(entries, entry -> entry.act().caller()))
                .bind("kinds", texts(entries, entry -> entry.act().kind()))
                .bind("outcomes", texts(entries, entry -> entry.act().outcome()))
                .bind("texts", texts(entries, Entry::text))
                .bind("hashes", texts(entries, Entry::hash))
                .then();
    }

    private static Map<String, Long> count(List<Entry> entries) {
        return entries.stream()
                .collect(Collectors.groupingBy(entry -> entry.act().outcome(), Collectors.counting()));
    }

    @Override
    public Mono<List<Line>> page(long after, Wanted wanted, int limit) {
        GenericExecuteSpec page = database.sql(PAGE).bind("after", after).bind("limit", limit);
        page = Binding.orNull(page, "caller", wanted.caller(), String.class);
        page = Binding.orNull(page, "kind", wanted.kind(), String.class);
        page = Binding.orNull(page, "outcome", wanted.outcome(), String.class);
        page = Binding.orNull(page, "since", wanted.since(), Instant.class);
        page = Binding.orNull(page, "until", wanted.until(), Instant.class);
        return page.map(row -> new Line(CatalogRows.number(row, "number"), CatalogRows.text(row, "line")))
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> sweep(Duration keepFor, int limit) {
        return transactions
                .transactional(database.sql(SWEEPING)
                        .then()
                        .then(database.sql(SWEEP)
                                .bind("limit", limit)
                                .bind("keep_millis", keepFor.toMillis())
                                .fetch()
                                .rowsUpdated()))
                .onErrorMap(SqlFaults::translate);
    }

    private static Waiting waiting(Readable row) {
        Act act = new Act(
                CatalogRows.text(row, "caller"),
                CatalogRows.text(row, "origin"),
                CatalogRows.text(row, "kind"),
                CatalogRows.text(row, "title"),
                List.of(Objects.requireNonNull(row.get("revisions", String[].class))),
                CatalogRows.text(row, "outcome"),
                row.get("problem", String.class),
                row.get("task_id", Long.class),
                CatalogRows.text(row, "correlation"));
        return new Waiting(CatalogRows.instant(row, "at"), act);
    }

    private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    private record Waiting(Instant at, Act act) {}

    private record Link(long number, String hash) {}
}
