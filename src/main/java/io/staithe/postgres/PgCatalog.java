package io.staithe.postgres;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.range.Position;
import io.staithe.gather.Gathering;
import java.util.List;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the catalogue from PostgreSQL. */
public final class PgCatalog implements Catalog {
    /** By repository_name. */
    private static final String BY_NAME = """
            SELECT id, name, comment, default_distribution, default_component, revision, policies
            FROM repository
            WHERE name = ANY (CAST(:names AS text[]))
              AND dropped_at IS NULL
            """;

    /** By the primary key. */
    private static final String BY_ID = """
            SELECT id, name, comment, default_distribution, default_component, revision, policies
            FROM repository
            WHERE id = :id
            """;

    /** By the primary key. */
    private static final String LIVING = """
            SELECT id, name, comment, default_distribution, default_component, revision, policies
            FROM repository
            WHERE dropped_at IS NULL
            ORDER BY id
            """;

    /** By the primary key; waits for a change that is under way. */
    private static final String SHARE = """
            SELECT id, name, comment, default_distribution, default_component, revision, policies
            FROM repository
            WHERE id = :id
              AND dropped_at IS NULL
            FOR SHARE
            """;

    /** Guarded by the primary key. */
    private static final String PIN = """
            INSERT INTO pin (task_id, repository_id, revision)
            VALUES (:task, :id, :revision)
            ON CONFLICT ON CONSTRAINT pin_once DO NOTHING
            """;

    /** By membership_order; the size of a page is part of the text, so that whoever plans it knows that it is small. */
    private static final String MEMBERS = MemberRows.SELECT + MemberRows.PAGE + "LIMIT %d\n";

    /** By membership_order, all of one repository; each package and blob by its primary key, or all by one scan. */
    private static final String SIZE = """
            SELECT count(*) AS packages,
                CAST(coalesce(sum(coalesce(f.size_bytes, b.size_bytes)), 0) AS bigint) AS bytes
            FROM membership m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            LEFT JOIN LATERAL (
                SELECT CAST(sum(fb.size_bytes) AS bigint) AS size_bytes
                FROM package_file pf
                JOIN blob fb ON fb.id = pf.blob_id
                WHERE pf.package_id = p.id) f ON p.kind = 'source'
            WHERE m.repository_id = :repository
              AND m.since_revision <= :revision
              AND (m.until_revision IS NULL OR m.until_revision > :revision)
            """;

    private static final Gathering.Limits NAMES = new Gathering.Limits(64, 1);

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final String members;
    private final int pageSize;
    private final MemberCounts counts;
    private final Gathering<String, Optional<Repository>> byName = new Gathering<>(NAMES, this::repositories);

    /**
     * A catalogue on a database.
     *
     * @param transactions READ COMMITTED
     * @param pageSize how many members are read at once
     */
    public PgCatalog(DatabaseClient database, TransactionalOperator transactions, int pageSize) {
        this.database = database;
        this.transactions = transactions;
        this.members = String.format(MEMBERS, pageSize);
        this.pageSize = pageSize;
        this.counts = new MemberCounts(database);
    }

    @Override
    public Mono<Repository> repository(String name) {
        return byName.one(name).flatMap(Mono::justOrEmpty);
    }

    private Mono<List<Optional<Repository>>> repositories(List<String> names) {
        return database.sql(BY_NAME)
                .bind("names", names.stream().distinct().toArray(String[]::new))
                .map(CatalogRows::repository)
                .all()
                .collectMap(Repository::name)
                .map(found -> names.stream()
                        .map(name -> Optional.ofNullable(found.get(name)))
                        .toList())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Repository> repository(RepositoryId id) {
        return database.sql(BY_ID)
                .bind("id", id.value())
                .map(CatalogRows::repository)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Repository> repositories() {
        return database.sql(LIVING).map(CatalogRows::repository).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Repository> pin(long task, RepositoryId id) {
        return database.sql(SHARE)
                .bind("id", id.value())
                .map(CatalogRows::repository)
                .one()
                .flatMap(repository -> pin(task, repository).thenReturn(repository))
                .as(transactions::transactional)
                .onErrorMap(SqlFaults::translate);
    }

    private Mono<Void> pin(long task, Repository repository) {
        return database.sql(PIN)
                .bind("task", task)
                .bind("id", repository.id().value())
                .bind("revision", repository.revision())
                .then();
    }

    @Override
    public Flux<CataloguedPackage> members(RepositoryId id, long revision) {
        return page(id, revision, Position.START)
                .expand(page -> page.size() < pageSize ? Mono.empty() : page(id, revision, MemberRows.end(page)))
                .concatMapIterable(page -> page, 1);
    }

    private Mono<List<CataloguedPackage>> page(RepositoryId id, long revision, Position after) {
        return MemberRows.page(database, MemberRows.bind(database.sql(members), id, revision, after));
    }

    @Override
    public Flux<PackageCount> packageCounts() {
        return repositories()
                .collectList()
                .zipWhen(living -> counts.of(living.stream().map(PgCatalog::at).toList()))
                .flatMapIterable(counted -> counted.getT1().stream()
                        .map(repository -> new PackageCount(
                                repository.id(),
                                repository.name(),
                                counted.getT2().getOrDefault(at(repository), 0L)))
                        .toList())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Size> size(RepositoryId id, long revision) {
        return database.sql(SIZE)
                .bind("repository", id.value())
                .bind("revision", revision)
                .map(row -> new Size(CatalogRows.number(row, "packages"), CatalogRows.number(row, "bytes")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private static MemberCounts.At at(Repository repository) {
        return new MemberCounts.At(repository.id().value(), repository.revision());
    }
}
