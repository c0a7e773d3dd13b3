package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.search.Candidate;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Packages;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import io.staithe.deb.query.QueryFault;
import io.staithe.deb.query.Subject;
import io.staithe.fault.Refused;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds packages in PostgreSQL. Rows that a query leaves in doubt are judged as they come; the time that this takes is
 * bounded per query.
 */
public final class PgPackages implements Packages {
    /** The one exception to constant SQL (decision 5): its places are filled from constant fragments. */
    private static final String PAGE = """
            SELECT p.id AS package_id, p.kind, p.name, p.version, p.architecture, p.files_hash, %1$s AS doubt
            FROM %2$s
            WHERE m.name >= :name
              AND (m.name > :name
                OR m.version_key < decode(:version, 'hex')
                OR (m.version_key = decode(:version, 'hex')
                  AND (m.architecture > :architecture OR (m.architecture = :architecture AND p.id > :last))))
              AND %3$s
            ORDER BY m.name, m.version_key DESC, m.architecture, p.id
            LIMIT :page
            """;

    /** By membership_order. */
    private static final String MEMBERS = """
            (SELECT package_id, name, version_key, architecture
                FROM membership
                WHERE repository_id = :id
                  AND since_revision <= :revision
                  AND (until_revision IS NULL OR until_revision > :revision)) m
            JOIN package p ON p.id = m.package_id
            """;

    /** By package_order. */
    private static final String CATALOGUE = """
            package p
            CROSS JOIN LATERAL (SELECT p.name COLLATE "C" AS name, p.version_key, p.architecture COLLATE "C"
                AS architecture) m
            """;

    /** By package_key. */
    private static final String KNOWN = """
            SELECT id
            FROM package
            WHERE architecture = :architecture
              AND name = :name
              AND version = :version
              AND files_hash = :hash
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
        return Flux.defer(() -> rows(Frame.of(where), QueryFilter.of(query), new Judge(query, patience)))
                .map(Row::found);
    }

    @Override
    public Flux<Candidate> candidates(Standing where, Collection<String> names) {
        if (names.isEmpty()) {
            return Flux.empty();
        }
        QueryFilter filter = QueryFilter.named(names.stream().distinct().toArray(String[]::new));
        return Flux.defer(() -> rows(Frame.of(where), filter, new Judge(PackageQuery.ALL, patience)))
                .map(Row::candidate);
    }

    private Flux<Row> rows(Frame frame, QueryFilter filter, Judge judge) {
        String sql = String.format(PAGE, filter.doubt(), frame.from(), filter.upper());
        return page(sql, frame, filter, Position.START)
                .expand(page -> page.size() < pageSize
                        ? Mono.empty()
                        : page(sql, frame, filter, Position.of(page.get(page.size() - 1))))
                .concatMapIterable(page -> page, 1)
                .filter(judge::fits);
    }

    private Mono<List<Row>> page(String sql, Frame frame, QueryFilter filter, Position after) {
        return database.sql(sql)
                .bindValues(frame.values())
                .bindValues(filter.values())
                .bind("name", after.name())
                .bind("version", after.versionKey())
                .bind("architecture", after.architecture())
                .bind("last", after.id())
                .bind("page", pageSize)
                .map(Row::of)
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate);
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
        return database.sql(String.format(ARCHITECTURES, frame.from()))
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

    /** Among which packages is looked. */
    private record Frame(String from, Map<String, Object> values) {
        static final Frame ALL = new Frame(CATALOGUE, Map.of());

        static Frame of(Standing where) {
            return where.equals(Standing.CATALOGUE)
                    ? ALL
                    : new Frame(MEMBERS, Map.of("id", where.repository().value(), "revision", where.revision()));
        }
    }

    /** Where a page ends; the next begins after it. */
    private record Position(String name, String versionKey, String architecture, long id) {
        static final Position START = new Position("", "", "", 0);

        static Position of(Row last) {
            PackageKey key = last.found.key();
            return new Position(
                    key.name().value(),
                    HexFormat.of().formatHex(key.version().orderKey()),
                    key.architecture().value(),
                    last.found.id());
        }
    }

    /**
     * A row that may fit.
     *
     * @param subject the package as far as it must be judged; null where it fits for certain
     */
    private record Row(Found found, @Nullable Subject subject) {
        static Row of(Readable row) {
            PackageKey key = CatalogRows.key(row);
            Found found = new Found(CatalogRows.number(row, "package_id"), key);
            String doubt = row.get("doubt", String.class);
            return new Row(found, doubt == null ? null : subject(row, key, doubt));
        }

        private static Subject subject(Readable row, PackageKey key, String stanza) {
            return new Subject(
                    CatalogRows.kind(row),
                    key.name().value(),
                    key.version().value(),
                    key.architecture().value(),
                    stanza);
        }

        Candidate candidate() {
            return new Candidate(found, Objects.requireNonNull(subject));
        }
    }

    /** Judges what is in doubt, within a time; lives within one subscription. */
    private static final class Judge {
        private final PackageQuery query;
        private final long patienceNanos;
        private long spentNanos;

        Judge(PackageQuery query, Duration patience) {
            this.query = query;
            this.patienceNanos = patience.toNanos();
        }

        boolean fits(Row row) {
            if (row.subject == null) {
                return true;
            }
            long start = System.nanoTime();
            boolean fits = query.test(row.subject);
            spentNanos += System.nanoTime() - start;
            if (spentNanos > patienceNanos) {
                throw new Refused(
                        QueryFault.QUERY_TOO_COSTLY,
                        "the package query took more than " + patienceNanos / 1_000_000
                                + " ms to judge; use a simpler expression or narrow it by name");
            }
            return fits;
        }
    }
}
