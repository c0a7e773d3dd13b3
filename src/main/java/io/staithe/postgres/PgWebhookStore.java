package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.access.Caller;
import io.staithe.events.Event;
import io.staithe.events.Filter;
import io.staithe.events.webhook.Secret;
import io.staithe.events.webhook.Webhook;
import io.staithe.events.webhook.WebhookStore;
import io.staithe.fault.Refused;
import io.staithe.queue.QueueFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Webhooks on PostgreSQL: each a row with a position, all of whose writes name the tenure. */
public final class PgWebhookStore implements WebhookStore {
    private static final String COLUMNS = """
            id, url, types, subjects, enabled, caller, created_at, position, failures, last_failure, due_at, delivered_at,
                (SELECT count(*) FROM dead_letter d WHERE d.webhook_id = w.id) AS dead_letters
            """;

    private static final String OWNED = """
            w.id, w.tenure, w.url, w.secret, w.types, w.subjects, w.position, w.failures
            """;

    /** Guarded by webhook_request_key, on which it waits for whoever is using the key. */
    private static final String CREATE = """
            INSERT INTO webhook AS w (url, secret, types, subjects, caller, request_key, position)
            SELECT :url, :secret, :types, :subjects, :caller, :key,
                greatest((SELECT max(number) FROM event), (SELECT swept FROM event_horizon))
            WHERE (SELECT count(*) FROM webhook) < :most
            ON CONFLICT ON CONSTRAINT webhook_request_key DO NOTHING
            RETURNING
            """ + COLUMNS;

    /** By webhook_request_key. */
    private static final String MADE = """
            SELECT (w.url, w.secret, w.types, w.subjects) = (:url, :secret, CAST(:types AS text[]), CAST(:subjects AS text[])) AS same,
            """ + COLUMNS + """
            FROM webhook w
            WHERE caller = :caller
              AND request_key = :key
            """;

    private static final String LIST = "SELECT " + COLUMNS + "FROM webhook w ORDER BY id";

    /** By the primary key. */
    private static final String FIND = "SELECT " + COLUMNS + "FROM webhook w WHERE id = :id";

    /** By the primary key. */
    private static final String EDIT = """
            UPDATE webhook w
            SET url = coalesce(:url, url),
                secret = coalesce(:secret, secret),
                types = coalesce(:types, types),
                subjects = coalesce(:subjects, subjects),
                enabled = coalesce(:enabled, enabled),
                failures = 0,
                due_at = clock_timestamp(),
                tenure = tenure + 1,
                leased_until = clock_timestamp()
            WHERE id = :id
            RETURNING
            """ + COLUMNS;

    /** By the primary key. */
    private static final String DELETE = """
            DELETE FROM webhook
            WHERE id = :id
            RETURNING id
            """;

    /** By the primary key. */
    private static final String ADDRESSEE = "SELECT " + OWNED + "FROM webhook w WHERE id = :id";

    /** All of webhook, of which there are few; event_number and dead_letter_wanted for each. */
    private static final String CLAIM = """
            WITH due AS (
                SELECT id
                FROM webhook c
                WHERE enabled
                  AND due_at <= clock_timestamp()
                  AND leased_until <= clock_timestamp()
                  AND (EXISTS (SELECT FROM event e WHERE e.number > c.position)
                    OR EXISTS (SELECT FROM dead_letter d WHERE d.webhook_id = c.id AND d.wanted))
                ORDER BY due_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            UPDATE webhook w
            SET tenure = tenure + 1,
                leased_until = clock_timestamp() + :lease_millis * interval '1 millisecond'
            FROM due
            WHERE w.id = due.id
            RETURNING
            """ + OWNED;

    /** By the primary key; here and below. */
    private static final String TAKEN = """
            UPDATE webhook w
            SET position = :number,
                failures = 0,
                last_failure = NULL,
                delivered_at = clock_timestamp(),
                leased_until = clock_timestamp() + :lease_millis * interval '1 millisecond'
            WHERE id = :id
              AND tenure = :tenure
            """;

    private static final String PASSED = """
            UPDATE webhook w
            SET position = :number
            WHERE id = :id
              AND tenure = :tenure
            """;

    /** What dies is all that it wants up to an event that is too old. */
    private static final String FAILED = """
            WITH owned AS (
                SELECT id, position, types, subjects
                FROM webhook
                WHERE id = :id
                  AND tenure = :tenure
                FOR UPDATE
            ), next AS (
                SELECT e.number, e.at, e.type, e.subject, e.data
                FROM owned o
                CROSS JOIN LATERAL (
                    SELECT number, at, type, subject, data
                    FROM event
                    WHERE number > o.position
                      AND (o.types = '{}' OR type = ANY (o.types))
                      AND (o.subjects = '{}' OR subject = ANY (o.subjects))
                    ORDER BY number
                    LIMIT 1000
                ) e
            ), dead AS (
                INSERT INTO dead_letter (webhook_id, number, at, type, subject, data, reason)
                SELECT :id, number, at, type, subject, data, :reason
                FROM next
                WHERE number <= (
                    SELECT max(number)
                    FROM next
                    WHERE at < clock_timestamp() - :give_up_millis * interval '1 millisecond')
                RETURNING number
            ), written AS (
                UPDATE webhook w
                SET position = greatest(w.position, (SELECT max(number) FROM dead)),
                    failures = w.failures + 1,
                    last_failure = :reason,
                    due_at = clock_timestamp() + :pause_millis * interval '1 millisecond'
                FROM owned o
                WHERE w.id = o.id
                RETURNING w.id
            )
            SELECT (SELECT count(*) FROM dead) AS dead
            FROM written
            """;

    private static final String RELEASE = """
            UPDATE webhook
            SET leased_until = clock_timestamp()
            WHERE id = :id
              AND tenure = :tenure
            """;

    private final DatabaseClient database;
    private final PgDeadLetters dead;

    /** Webhooks of a database. */
    public PgWebhookStore(DatabaseClient database) {
        this.database = database;
        this.dead = new PgDeadLetters(database);
    }

    @Override
    public Mono<Webhook> create(Caller caller, Webhook.Draft draft, int most) {
        var insert = drafted(CREATE, caller, draft).bind("most", most);
        Mono<Webhook> created = insert.map(PgWebhookStore::webhook).one();
        Mono<Webhook> made = draft.requestKey() == null ? Mono.empty() : Mono.defer(() -> made(caller, draft));
        return made.switchIfEmpty(created).switchIfEmpty(made).onErrorMap(SqlFaults::translate);
    }

    private Mono<Webhook> made(Caller caller, Webhook.Draft draft) {
        return drafted(MADE, caller, draft)
                .map(row -> {
                    if (!Boolean.TRUE.equals(row.get("same", Boolean.class))) {
                        throw new Refused(
                                QueueFault.REQUEST_KEY_REUSED,
                                "the Idempotency-Key made webhook " + CatalogRows.number(row, "id")
                                        + ", which differs from this one");
                    }
                    return webhook(row);
                })
                .one();
    }

    private GenericExecuteSpec drafted(String sql, Caller caller, Webhook.Draft draft) {
        var named = database.sql(sql)
                .bind("url", draft.url())
                .bind("secret", draft.secret().value())
                .bind("types", sorted(draft.filter().types()))
                .bind("subjects", sorted(draft.filter().subjects()))
                .bind("caller", caller.name());
        return bind(named, "key", draft.requestKey(), String.class);
    }

    @Override
    public Flux<Webhook> list() {
        return database.sql(LIST).map(PgWebhookStore::webhook).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Webhook> find(long id) {
        return database.sql(FIND)
                .bind("id", id)
                .map(PgWebhookStore::webhook)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Webhook> edit(long id, Webhook.Edit edit) {
        Secret secret = edit.secret();
        Filter filter = edit.filter();
        var update = database.sql(EDIT).bind("id", id);
        update = bind(update, "url", edit.url(), String.class);
        update = bind(update, "secret", secret == null ? null : secret.value(), String.class);
        update = bind(update, "types", filter == null ? null : sorted(filter.types()), String[].class);
        update = bind(update, "subjects", filter == null ? null : sorted(filter.subjects()), String[].class);
        return bind(update, "enabled", edit.enabled(), Boolean.class)
                .map(PgWebhookStore::webhook)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> delete(long id) {
        return database.sql(DELETE)
                .bind("id", id)
                .map(row -> CatalogRows.number(row, "id"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Owned> addressee(long id) {
        return database.sql(ADDRESSEE)
                .bind("id", id)
                .map(PgWebhookStore::owned)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Owned> claim(int limit, Duration lease) {
        return database.sql(CLAIM)
                .bind("limit", limit)
                .bind("lease_millis", lease.toMillis())
                .map(PgWebhookStore::owned)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Owned> taken(Owned webhook, long number, Duration lease) {
        return written(named(TAKEN, webhook).bind("number", number).bind("lease_millis", lease.toMillis()), webhook);
    }

    @Override
    public Mono<Owned> passed(Owned webhook, long number) {
        return written(named(PASSED, webhook).bind("number", number), webhook);
    }

    @Override
    public Mono<Long> failed(Owned webhook, Failure failure) {
        return named(FAILED, webhook)
                .bind("reason", failure.reason())
                .bind("pause_millis", failure.pause().toMillis())
                .bind("give_up_millis", failure.giveUpAfter().toMillis())
                .map(row -> CatalogRows.number(row, "dead"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> release(Owned webhook) {
        return named(RELEASE, webhook).then().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Event> wanted(Owned webhook, int limit) {
        return dead.wanted(webhook, limit);
    }

    @Override
    public Mono<Owned> redelivered(Owned webhook, long number, Duration lease) {
        return dead.redelivered(webhook, number, lease);
    }

    @Override
    public Mono<Owned> unwanted(Owned webhook, long number, String reason) {
        return dead.unwanted(webhook, number, reason);
    }

    @Override
    public Flux<DeadLetter> deadLetters(long id, long after, int limit) {
        return dead.list(id, after, limit);
    }

    @Override
    public Mono<Long> want(long id, @Nullable Long number) {
        return dead.want(id, number);
    }

    @Override
    public Mono<Long> sweep(Duration keepDeadFor) {
        return dead.sweep(keepDeadFor);
    }

    @Override
    public Mono<Standing> standing() {
        return dead.standing();
    }

    private GenericExecuteSpec named(String sql, Owned webhook) {
        return database.sql(sql).bind("id", webhook.id()).bind("tenure", webhook.tenure());
    }

    /** The webhook where its tenure lasts. */
    static Mono<Owned> written(GenericExecuteSpec update, Owned webhook) {
        return update.fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .map(rows -> webhook)
                .onErrorMap(SqlFaults::translate);
    }

    private static <T> GenericExecuteSpec bind(
            GenericExecuteSpec statement, String name, @Nullable T value, Class<T> type) {
        return value == null ? statement.bindNull(name, type) : statement.bind(name, value);
    }

    private static String[] sorted(Set<String> words) {
        return words.stream().sorted().toArray(String[]::new);
    }

    private static Webhook webhook(Readable row) {
        return new Webhook(
                CatalogRows.number(row, "id"),
                CatalogRows.text(row, "url"),
                filter(row),
                Boolean.TRUE.equals(row.get("enabled", Boolean.class)),
                CatalogRows.text(row, "caller"),
                CatalogRows.instant(row, "created_at"),
                CatalogRows.number(row, "position"),
                failures(row),
                row.get("last_failure", String.class),
                CatalogRows.instant(row, "due_at"),
                row.get("delivered_at", Instant.class),
                CatalogRows.number(row, "dead_letters"));
    }

    private static Owned owned(Readable row) {
        return new Owned(
                CatalogRows.number(row, "id"),
                CatalogRows.number(row, "tenure"),
                CatalogRows.text(row, "url"),
                new Secret(CatalogRows.text(row, "secret")),
                filter(row),
                CatalogRows.number(row, "position"),
                failures(row));
    }

    private static int failures(Readable row) {
        return Objects.requireNonNull(row.get("failures", Integer.class));
    }

    private static Filter filter(Readable row) {
        return new Filter(words(row, "types"), words(row, "subjects"));
    }

    private static Set<String> words(Readable row, String column) {
        return Set.of(Objects.requireNonNull(row.get(column, String[].class)));
    }
}
