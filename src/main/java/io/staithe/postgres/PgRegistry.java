package io.staithe.postgres;

import io.staithe.catalog.Registry;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.library.task.RepositoryTasks;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Repositories on PostgreSQL: names are unique among the living, the dropped stay as tombstones. */
public final class PgRegistry implements Registry {
    /** Guarded by repository_name. */
    private static final String CREATE = """
            INSERT INTO repository (name, comment, default_distribution, default_component)
            VALUES (:name, :comment, :distribution, :component)
            ON CONFLICT (name) WHERE dropped_at IS NULL DO NOTHING
            RETURNING id, name, comment, default_distribution, default_component, revision, policies
            """;

    /** By repository_name. */
    private static final String NAMESAKE = """
            SELECT id
            FROM repository
            WHERE name = :name
              AND dropped_at IS NULL
              AND id <> :id
            """;

    /** By the primary key; repository_name is the guard behind the question above. */
    private static final String DESCRIBE = """
            UPDATE repository
            SET name = :name,
                comment = :comment,
                default_distribution = :distribution,
                default_component = :component
            WHERE id = :id
            RETURNING id, name, comment, default_distribution, default_component, revision, policies
            """;

    /** By publication_source_repository and snapshot_repository. */
    private static final String USES = """
            SELECT
                (SELECT count(*)
                 FROM publication_source s
                 JOIN publication p ON p.id = s.publication_id AND p.dropped_at IS NULL
                 WHERE s.repository_id = :id) AS publications,
                (SELECT count(*)
                 FROM snapshot
                 WHERE repository_id = :id
                   AND source_kind = 'local'
                   AND dropped_at IS NULL) AS snapshots
            """;

    /** By the primary key. */
    private static final String DROP = """
            UPDATE repository
            SET dropped_at = now()
            WHERE id = :id
            """;

    private final DatabaseClient database;

    /** A registry on a database. */
    public PgRegistry(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Repository> create(Repository.Description description) {
        return described(CREATE, description).map(CatalogRows::repository).one();
    }

    @Override
    public Mono<Repository> describe(RepositoryId id, Repository.Description description) {
        Mono<Repository> written = described(DESCRIBE, description)
                .bind("id", id.value())
                .map(CatalogRows::repository)
                .one()
                .onErrorMap(SqlFaults.on("repository_name", () -> RepositoryTasks.taken(description.name())));
        return database.sql(NAMESAKE)
                .bind("name", description.name())
                .bind("id", id.value())
                .fetch()
                .first()
                .flatMap(found -> Mono.<Repository>error(RepositoryTasks.taken(description.name())))
                .switchIfEmpty(written);
    }

    private DatabaseClient.GenericExecuteSpec described(String sql, Repository.Description description) {
        return database.sql(sql)
                .bind("name", description.name())
                .bind("comment", description.comment())
                .bind("distribution", description.defaultDistribution())
                .bind("component", description.defaultComponent());
    }

    @Override
    public Mono<Uses> uses(RepositoryId id) {
        return database.sql(USES)
                .bind("id", id.value())
                .map(row -> new Uses(CatalogRows.number(row, "publications"), CatalogRows.number(row, "snapshots")))
                .one();
    }

    @Override
    public Mono<Void> drop(RepositoryId id) {
        return database.sql(DROP).bind("id", id.value()).then();
    }
}
