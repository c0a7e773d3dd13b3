package io.staithe.postgres;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.events.webhook.Secret;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.PolicyStore;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Policies on PostgreSQL: a column of the row that every change of a repository locks. */
public final class PgPolicyStore implements PolicyStore {
    /** By the primary key. */
    private static final String SET = """
            UPDATE repository
            SET policies = :policies,
                hook_secret = CASE WHEN :hooked THEN coalesce(:secret, hook_secret) ELSE '' END
            WHERE id = :id
              AND dropped_at IS NULL
              AND NOT (:hooked AND coalesce(:secret, hook_secret) = '')
            RETURNING id, name, comment, default_distribution, default_component, revision, policies
            """;

    /** Of the few repositories with an age: by revision_at, membership_since, and the primary keys of the queue. */
    private static final String OVERDUE = """
            WITH aging AS MATERIALIZED (
                SELECT id, now() - CAST(CAST(nullif(policies, '') AS jsonb) #>> '{retention,maximumAge}' AS interval) AS before
                FROM repository
                WHERE dropped_at IS NULL
                  AND policies LIKE '%"maximumAge":"%'
            )
            SELECT r.id, r.name, r.comment, r.default_distribution, r.default_component, r.revision, r.policies
            FROM aging a
            JOIN repository r ON r.id = a.id
            WHERE EXISTS (
                SELECT
                FROM membership m
                WHERE m.repository_id = a.id
                  AND m.until_revision IS NULL
                  AND m.since_revision <= (
                    SELECT v.number
                    FROM revision v
                    WHERE v.repository_id = a.id
                      AND v.at < a.before
                    ORDER BY v.at DESC, v.number DESC
                    LIMIT 1))
              AND NOT EXISTS (
                SELECT
                FROM task_lane l
                JOIN task t ON t.id = l.task_id
                WHERE l.lane = 'repository/' || a.id
                  AND t.kind = :kind)
            ORDER BY r.id
            """;

    private final DatabaseClient database;

    /** Policies of a database. */
    public PgPolicyStore(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Repository> set(RepositoryId id, Policies policies, @Nullable Secret secret) {
        GenericExecuteSpec statement = database.sql(SET)
                .bind("id", id.value())
                .bind("policies", policies.text())
                .bind("hooked", policies.hook() != null);
        return (secret == null ? statement.bindNull("secret", String.class) : statement.bind("secret", secret.value()))
                .map(CatalogRows::repository)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Repository> overdue(String kind) {
        return database.sql(OVERDUE)
                .bind("kind", kind)
                .map(CatalogRows::repository)
                .all()
                .onErrorMap(SqlFaults::translate);
    }
}
