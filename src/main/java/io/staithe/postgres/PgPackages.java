package io.staithe.postgres;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Reach;
import io.staithe.catalog.search.Candidate;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Packages;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import io.staithe.postgres.PackagePages.Frame;
import io.staithe.postgres.PackagePages.Judge;
import io.staithe.postgres.PackagePages.Row;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds packages in PostgreSQL. Rows that a query leaves in doubt are judged as they come; the time that this takes is
 * bounded per query.
 */
public final class PgPackages implements Packages {
    /** By package_key. */
    private static final String KNOWN = """
            SELECT id
            FROM package
            WHERE architecture = :architecture
              AND name = :name
              AND version = :version
              AND files_hash = :hash
            """;

    /** By package_key, then membership_package. */
    private static final String HELD = """
            SELECT p.architecture, p.name, p.version, p.files_hash
            FROM
            """ + PackageKeys.PACKAGES + """
            WHERE EXISTS (
                SELECT 1
                FROM membership m
                JOIN repository r ON r.id = m.repository_id
                WHERE m.package_id = p.id
                  AND r.dropped_at IS NULL
                  AND (CAST(:reach AS bigint[]) IS NULL OR r.id = ANY (CAST(:reach AS bigint[]))))
            """;

    /** By the primary key. */
    private static final String FULL = """
            SELECT p.id AS package_id, p.kind, p.name, p.version, p.architecture, p.files_hash, p.source_name, p.stanza,
                p.file_name, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5, encode(b.sha1, 'hex') AS sha1,
                encode(b.sha256, 'hex') AS sha256, encode(b.sha512, 'hex') AS sha512, b.location
            FROM package p
            JOIN blob b ON b.id = p.blob_id
            WHERE p.id = ANY (CAST(:packages AS bigint[]))
            """;

    /** By the primary key. */
    private static final String SAID = """
            SELECT id AS package_id, kind, name, version, architecture, files_hash, stanza AS doubt
            FROM package
            WHERE id = ANY (CAST(:packages AS bigint[]))
            """;

    /** Reads every member. */
    private static final String ARCHITECTURES = """
            SELECT DISTINCT m.architecture
            FROM %s
            ORDER BY m.architecture
            """;

    private final DatabaseClient database;
    private final int pageSize;
    private final Duration patience;

    /**
     * Packages of a database.
     *
     * @param pageSize how many are read at once
     * @param patience how long the rows of one query may be judged, in all
     */
    public PgPackages(DatabaseClient database, int pageSize, Duration patience) {
        this.database = database;
        this.pageSize = pageSize;
        this.patience = patience;
    }

    @Override
    public Flux<Found> find(Standing where, PackageQuery query) {
        return Flux.defer(() -> fitting(where, query).rows()).map(Row::found);
    }

    @Override
    public Flux<String> keys(Standing where, PackageQuery query) {
        return Flux.defer(() -> fitting(where, query).keys());
    }

    private PackagePages fitting(Standing where, PackageQuery query) {
        return pages(where, QueryFilter.of(query), query);
    }

    private PackagePages pages(Standing where, QueryFilter filter, PackageQuery query) {
        return new PackagePages(database, Frame.of(where), filter, new Judge(query, patience), pageSize);
    }

    @Override
    public Flux<Candidate> candidates(Standing where, Collection<String> names) {
        if (names.isEmpty()) {
            return Flux.empty();
        }
        QueryFilter filter = QueryFilter.named(names.stream().distinct().toArray(String[]::new));
        return Flux.defer(() -> pages(where, filter, PackageQuery.ALL).rows()).map(Row::candidate);
    }

    @Override
    public Mono<Found> known(PackageKey key) {
        return database.sql(KNOWN)
                .bind("architecture", key.architecture().value())
                .bind("name", key.name().value())
                .bind("version", key.version().value())
                .bind("hash", key.filesHash())
                .map(row -> new Found(CatalogRows.number(row, "id"), key))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<PackageKey> held(Reach reach, Collection<PackageKey> keys) {
        return PackageKeys.bind(Columns.bind(database.sql(HELD), "reach", reach), keys)
                .map(CatalogRows::key)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<CataloguedPackage> load(List<Found> found) {
        return Flux.fromIterable(found).buffer(pageSize).concatMap(this::loaded, 1);
    }

    private Flux<CataloguedPackage> loaded(List<Found> page) {
        return database.sql(FULL)
                .bind("packages", ids(page))
                .map(CatalogRows::described)
                .all()
                .collectMap(CataloguedPackage::id)
                .zipWhen(known -> PackageFiles.of(database, known.values()))
                .flatMapIterable(known -> inOrder(page, known.getT1()).stream()
                        .map(one -> PackageFiles.with(one, known.getT2()))
                        .toList())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Candidate> candidates(List<Found> found) {
        return Flux.fromIterable(found).buffer(pageSize).concatMap(this::said, 1);
    }

    private Flux<Candidate> said(List<Found> page) {
        return database.sql(SAID)
                .bind("packages", ids(page))
                .map(Row::of)
                .all()
                .map(Row::candidate)
                .collectMap(candidate -> candidate.found().id())
                .flatMapIterable(known -> inOrder(page, known))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Architecture> architectures(Standing where) {
        Frame frame = Frame.of(where);
        return database.sql(String.format(ARCHITECTURES, frame.rows()))
                .bindValues(frame.values())
                .map(row -> new Architecture(CatalogRows.text(row, "architecture")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static Long[] ids(List<Found> found) {
        return found.stream().map(Found::id).toArray(Long[]::new);
    }

    private static <T> List<T> inOrder(List<Found> page, Map<Long, T> known) {
        return page.stream()
                .map(found -> known.get(found.id()))
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
    }
}
