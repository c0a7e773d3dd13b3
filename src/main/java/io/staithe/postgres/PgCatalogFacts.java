package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.LogLines.Added;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.range.Position;
import io.staithe.library.check.CatalogFacts;
import io.staithe.publish.Place;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What PostgreSQL says of repositories and publications. */
public final class PgCatalogFacts implements CatalogFacts {
    private static final String KEY =
            "'P' || p.architecture || ' ' || p.name || ' ' || p.version || ' ' || p.files_hash";

    /** Reads repository: each has as many rows as its revision. */
    private static final String REVISIONS =
            "SELECT CAST(coalesce(sum(revision), 0) AS bigint) AS things FROM repository WHERE dropped_at IS NULL";

    /** By membership_open. */
    private static final String MEMBERS = """
            SELECT count(*) AS things
            FROM membership m
            JOIN repository r ON r.id = m.repository_id AND r.dropped_at IS NULL
            WHERE m.until_revision IS NULL
            """;

    /** Reads publication. */
    private static final String PUBLICATIONS =
            "SELECT count(*) AS things FROM publication WHERE dropped_at IS NULL AND generation > 0";

    /** By the primary key. */
    private static final String REPOSITORY = """
            SELECT id, name, revision
            FROM repository
            WHERE id >= :from
              AND dropped_at IS NULL
            ORDER BY id
            LIMIT 1
            """;

    /**
     * By membership_since for all of the revision at once, then by revision_number for what was not found: rows of
     * memberships that ended are swept, and the log stays.
     */
    private static final String LOST = """
            WITH there AS MATERIALIZED (
                SELECT\s""" + KEY + """
             AS key, encode(b.sha256, 'hex') AS sha256
                FROM membership m
                JOIN package p ON p.id = m.package_id
                JOIN blob b ON b.id = p.blob_id
                WHERE m.repository_id = :repository
                  AND m.since_revision = :revision
            ), absent AS MATERIALIZED (
                SELECT w.key
                FROM unnest(CAST(:keys AS text[]), CAST(:digests AS text[])) AS w (key, sha256)
                LEFT JOIN there t ON t.key = w.key AND t.sha256 = w.sha256
                WHERE t.key IS NULL
            )
            SELECT a.key
            FROM absent a
            WHERE NOT EXISTS (
                SELECT
                FROM revision v
                WHERE v.repository_id = :repository
                  AND v.number > :revision
                  AND strpos(E'\\n' || v.change, E'\\n-' || a.key || E'\\n') > 0)
            """;

    /** By membership_order. */
    private static final String PAGE = MemberRows.SELECT + MemberRows.PAGE + "LIMIT :limit\n";

    /** By membership_package and revision_number; lines of before the digests were logged have none. */
    private static final String UNLOGGED = """
            SELECT\s""" + KEY + """
             AS key
            FROM membership m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            LEFT JOIN revision v
              ON v.repository_id = m.repository_id
             AND v.number = m.since_revision
             AND (strpos(E'\\n' || v.change, E'\\n+'\s""" + " || " + KEY + """
             || ' sha256:' || encode(b.sha256, 'hex') || E'\\n') > 0
               OR strpos(E'\\n' || v.change, E'\\n+'\s""" + " || " + KEY + """
             || E'\\n') > 0)
            WHERE m.repository_id = :repository
              AND m.package_id = ANY (CAST(:packages AS bigint[]))
              AND m.until_revision IS NULL
              AND v.number IS NULL
            """;

    /** By generation_source_repository and primary keys. */
    private static final String INDEXES = """
            SELECT u.id, u.generation, u.storage, u.prefix, u.distribution, s.component, g.path, s.revision,
                l.id AS list_id, l.line
            FROM generation_source s
            JOIN publication u ON u.id = s.publication_id AND u.generation = s.number AND u.dropped_at IS NULL
            JOIN generation_index g ON g.publication_id = s.publication_id AND g.number = s.number
            JOIN index_list l ON l.id = g.list_id AND l.repository_id = s.repository_id
            WHERE s.repository_id = :repository
              AND starts_with(g.path, s.component || '/')
            """;

    /** By the primary key. */
    private static final String LISTS = """
            SELECT list_id
            FROM generation_index
            WHERE publication_id = :publication
              AND number = :number
            """;

    /** By primary keys and membership_package. */
    private static final String SHOWN = """
            SELECT m.package_id
            FROM publication u
            JOIN membership m
              ON m.repository_id = :repository
             AND m.package_id = ANY (CAST(:packages AS bigint[]))
             AND m.since_revision <= :revision
             AND (m.until_revision IS NULL OR m.until_revision > :revision)
            WHERE u.id = :publication
              AND u.generation = :generation
              AND u.dropped_at IS NULL
            """;

    /** By primary keys. */
    private static final String CURRENT = """
            SELECT p.id AS publication_id, g.number, p.storage, p.prefix, p.distribution, p.distribution AS name,
                g.staging, g.last_modified
            FROM publication p
            JOIN generation g ON g.publication_id = p.id AND g.number = p.generation
            WHERE p.id > :after
              AND p.dropped_at IS NULL
            ORDER BY p.id
            LIMIT :limit
            """;

    /** By the primary key. */
    private static final String IS_CURRENT = """
            SELECT EXISTS (
                SELECT
                FROM publication
                WHERE id = :publication
                  AND generation = :generation
                  AND dropped_at IS NULL) AS current
            """;

    private final DatabaseClient database;

    /** Facts of a database. */
    public PgCatalogFacts(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Long> revisions() {
        return PgPoolFacts.count(database, REVISIONS);
    }

    @Override
    public Mono<Long> members() {
        return PgPoolFacts.count(database, MEMBERS);
    }

    @Override
    public Mono<Long> publications() {
        return PgPoolFacts.count(database, PUBLICATIONS);
    }

    @Override
    public Mono<Standing> repository(long from) {
        return database.sql(REPOSITORY)
                .bind("from", from)
                .map(row -> new Standing(
                        new RepositoryId(CatalogRows.number(row, "id")),
                        CatalogRows.text(row, "name"),
                        CatalogRows.number(row, "revision")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> lost(RepositoryId repository, long revision, Collection<Added> added) {
        return keys(database.sql(LOST)
                .bind("repository", repository.value())
                .bind("revision", revision)
                .bind("keys", Columns.texts(added, one -> one.key().toString()))
                .bind("digests", Columns.texts(added, Added::sha256)));
    }

    @Override
    public Flux<CataloguedPackage> members(RepositoryId repository, long revision, Position after, int limit) {
        GenericExecuteSpec page = MemberRows.bind(database.sql(PAGE), repository, revision, after);
        return MemberRows.page(database, page.bind("limit", limit)).flatMapIterable(members -> members);
    }

    @Override
    public Flux<String> unlogged(RepositoryId repository, Collection<Long> packages) {
        return keys(database.sql(UNLOGGED)
                .bind("repository", repository.value())
                .bind("packages", packages.toArray(Long[]::new)));
    }

    private static Flux<String> keys(GenericExecuteSpec statement) {
        return statement.map(row -> CatalogRows.text(row, "key")).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Index> indexes(RepositoryId repository) {
        return database.sql(INDEXES)
                .bind("repository", repository.value())
                .map(row -> new Index(
                        CatalogRows.number(row, "id"),
                        CatalogRows.number(row, "generation"),
                        place(row),
                        CatalogRows.text(row, "component"),
                        CatalogRows.text(row, "path"),
                        CatalogRows.number(row, "revision"),
                        CatalogRows.number(row, "list_id"),
                        CatalogRows.text(row, "line")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Long> lists(long publication, long generation) {
        return database.sql(LISTS)
                .bind("publication", publication)
                .bind("number", generation)
                .map(row -> CatalogRows.number(row, "list_id"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Long> shown(RepositoryId repository, Index index, Collection<Long> packages) {
        return database.sql(SHOWN)
                .bind("repository", repository.value())
                .bind("packages", packages.toArray(Long[]::new))
                .bind("revision", index.revision())
                .bind("publication", index.publication())
                .bind("generation", index.generation())
                .map(row -> CatalogRows.number(row, "package_id"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Current> current(long after, int limit) {
        return database.sql(CURRENT)
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> new Current(place(row), PublicationRows.shown(row)))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static Place place(Readable row) {
        return new Place(
                CatalogRows.text(row, "storage"),
                CatalogRows.text(row, "prefix"),
                CatalogRows.text(row, "distribution"));
    }

    @Override
    public Mono<Boolean> isCurrent(long publication, long generation) {
        return database.sql(IS_CURRENT)
                .bind("publication", publication)
                .bind("generation", generation)
                .map(row -> Boolean.TRUE.equals(row.get("current", Boolean.class)))
                .one()
                .onErrorMap(SqlFaults::translate);
    }
}
