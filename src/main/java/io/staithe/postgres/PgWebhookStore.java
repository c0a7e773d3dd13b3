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
            id, url, types, subjects, enabled, caller, created_at, position, failures, last_failure, due_at, delivered_at, lost,
                (SELECT count(*) FROM dead_letter d WHERE d.webhook_id = w.id) AS dead_letters
            """;

    /** Guarded by webhook_request_key, on which it waits for whoever is using the key. */
    private static final String CREATE = """
            INSERT INTO webhook AS w (url, secret, types, subjects, enabled, caller, request_key, position)
            SELECT :url, :secret, :types, :subjects, :enabled, :caller, :key,
                greatest((SELECT max(number) FROM event), (SELECT swept FROM event_horizon))
            WHERE (SELECT count(*) FROM webhook) < :most
            ON CONFLICT ON CONSTRAINT webhook_request_key DO NOTHING
            RETURNING
            """ + COLUMNS;

    /** By webhook_request_key. */
    private static final String MADE = """
            SELECT (w.url, w.secret, w.types, w.subjects, w.enabled)
                    = (:url, :secret, CAST(:types AS text[]), CAST(:subjects AS text[]), :enabled) AS same,
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

    private final DatabaseClient database;
    private final PgTurns turns;
    private final PgDeadLetters dead;

    /** Webhooks of a database. */
    public PgWebhookStore(DatabaseClient database) {
        this.database = database;
        this.turns = new PgTurns(database);
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
                .bind("enabled", draft.enabled())
                .bind("caller", caller.name());
        return Binding.orNull(named, "key", draft.requestKey(), String.class);
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
        update = Binding.orNull(update, "url", edit.url(), String.class);
        update = Binding.orNull(update, "secret", secret == null ? null : secret.value(), String.class);
        update = Binding.orNull(update, "types", filter == null ? null : sorted(filter.types()), String[].class);
        update = Binding.orNull(update, "subjects", filter == null ? null : sorted(filter.subjects()), String[].class);
        return Binding.orNull(update, "enabled", edit.enabled(), Boolean.class)
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
        return turns.addressee(id);
    }

    @Override
    public Flux<Owned> claim(int limit, Duration lease) {
        return turns.claim(limit, lease);
    }

    @Override
    public Mono<Owned> taken(Owned webhook, long number, Duration lease) {
        return turns.taken(webhook, number, lease);
    }

    @Override
    public Mono<Owned> passed(Owned webhook, long number, Duration rest) {
        return turns.passed(webhook, number, rest);
    }

    @Override
    public Mono<Long> failed(Owned webhook, Failure failure) {
        return turns.failed(webhook, failure);
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
    public Mono<Long> want(long id, @Nullable Long number, int limit) {
        return dead.want(id, number, limit);
    }

    @Override
    public Mono<Long> sweep(Duration keepDeadFor, long keepDeadCount, int limit) {
        return dead.sweep(keepDeadFor, keepDeadCount, limit);
    }

    @Override
    public Mono<Standing> standing() {
        return dead.standing();
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
                CatalogRows.number(row, "dead_letters"),
                CatalogRows.number(row, "lost"));
    }

    static int failures(Readable row) {
        return Objects.requireNonNull(row.get("failures", Integer.class));
    }

    static Filter filter(Readable row) {
        return new Filter(words(row, "types"), words(row, "subjects"));
    }

    private static Set<String> words(Readable row, String column) {
        return Set.of(Objects.requireNonNull(row.get(column, String[].class)));
    }
}
