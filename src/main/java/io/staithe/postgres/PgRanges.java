package io.staithe.postgres;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.range.Movement;
import io.staithe.catalog.range.Position;
import io.staithe.catalog.range.Ranges;
import io.staithe.catalog.range.Selection;
import io.staithe.deb.Architecture;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads parts of repositories from PostgreSQL. */
public final class PgRanges implements Ranges {
    /**
     * By membership_order, from a position that is part of the page, whose size is part of the text for who plans it.
     */
    private static final String PAGE = MemberRows.SELECT + """
            WHERE m.repository_id = :id
              AND m.since_revision <= :revision
              AND (m.until_revision IS NULL OR m.until_revision > :revision)
              AND m.architecture = ANY (CAST(:architectures AS text[]))
              AND p.kind = ANY (CAST(:kinds AS text[]))
              AND m.name >= :name
              AND (m.name > :name
                OR m.version_key < decode(:version, 'hex')
                OR (m.version_key = decode(:version, 'hex') AND m.architecture >= :architecture))
            ORDER BY m.name, m.version_key DESC, m.architecture
            LIMIT %d
            """;

    /** By membership_since and membership_until: what the upper has and the lower has not, then the other way round. */
    private static final String BETWEEN = """
            WITH m AS (
                SELECT package_id, name, architecture, true AS entered
                FROM membership
                WHERE repository_id = :id
                  AND since_revision > :lower
                  AND since_revision <= :upper
                  AND (until_revision IS NULL OR until_revision > :upper)
                UNION ALL
                SELECT package_id, name, architecture, false AS entered
                FROM membership
                WHERE repository_id = :id
                  AND until_revision > :lower
                  AND until_revision <= :upper
                  AND since_revision <= :lower
                LIMIT :limit
            )
            SELECT m.entered,
            """ + MemberRows.COLUMNS + "FROM m\n" + MemberRows.JOINS;

    private final DatabaseClient database;
    private final String page;
    private final int pageSize;

    /**
     * Ranges of a database.
     *
     * @param pageSize how many members are read at once
     */
    public PgRanges(DatabaseClient database, int pageSize) {
        this.database = database;
        this.page = String.format(PAGE, pageSize);
        this.pageSize = pageSize;
    }

    /** The first member of each page but the first is the last of the page before, and is left out. */
    @Override
    public Flux<CataloguedPackage> from(RepositoryId id, long revision, Position first, Selection selection) {
        return page(id, revision, first, selection)
                .expand(page ->
                        page.size() < pageSize ? Mono.empty() : page(id, revision, MemberRows.end(page), selection))
                .index()
                .concatMapIterable(
                        page -> page.getT1() == 0
                                ? page.getT2()
                                : page.getT2().subList(1, page.getT2().size()),
                        1);
    }

    private Mono<List<CataloguedPackage>> page(RepositoryId id, long revision, Position first, Selection selection) {
        return MemberRows.page(
                database,
                database.sql(page)
                        .bind("id", id.value())
                        .bind("revision", revision)
                        .bind(
                                "architectures",
                                selection.architectures().stream()
                                        .map(Architecture::value)
                                        .toArray(String[]::new))
                        .bind(
                                "kinds",
                                selection.kinds().stream()
                                        .map(MemberRows::column)
                                        .toArray(String[]::new))
                        .bind("name", first.name())
                        .bind("version", first.versionKey())
                        .bind("architecture", first.architecture()));
    }

    @Override
    public Flux<Movement> between(RepositoryId id, long from, long to, int limit) {
        return database.sql(BETWEEN)
                .bind("id", id.value())
                .bind("lower", Math.min(from, to))
                .bind("upper", Math.max(from, to))
                .bind("limit", limit)
                .map(row -> new Movement(
                        CatalogRows.described(row),
                        Objects.requireNonNull(row.get("entered", Boolean.class)) == (from <= to)))
                .all()
                .collectList()
                .flatMap(this::withFiles)
                .flatMapIterable(moved -> moved)
                .onErrorMap(SqlFaults::translate);
    }

    private Mono<List<Movement>> withFiles(List<Movement> moved) {
        return MemberRows.withFiles(
                        database, moved.stream().map(Movement::member).toList())
                .map(members -> IntStream.range(0, moved.size())
                        .mapToObj(i -> new Movement(members.get(i), moved.get(i).entered()))
                        .toList());
    }
}
