package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.search.Candidate;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import io.staithe.deb.query.QueryFault;
import io.staithe.deb.query.Subject;
import io.staithe.fault.Refused;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The packages that one query leaves, read in pages by key: row by row, or as texts of keys. Lives within one query. */
final class PackagePages {
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

    /** A page as texts of keys, each with how many of its rows are in doubt and the row that it ends with. */
    private static final String KEYS = """
            SELECT string_agg('P' || architecture || ' ' || name || ' ' || version || ' ' || files_hash, chr(10)
                    ORDER BY place) AS keys,
                count(*) AS size, count(doubt) AS doubtful,
                (array_agg(package_id ORDER BY place DESC))[1] AS package_id
            FROM (SELECT found.*, row_number() OVER () AS place FROM (%s) found) placed
            GROUP BY (place - 1) / :text
            ORDER BY min(place)
            """;

    /** How many texts of keys are read at once, each of as many keys as there are rows in other pages. */
    private static final int TEXTS = 8;

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

    private final DatabaseClient database;
    private final Frame frame;
    private final QueryFilter filter;
    private final Judge judge;
    private final int pageSize;

    /**
     * A query.
     *
     * @param pageSize how many rows are read at once, and how many keys are in a text
     */
    PackagePages(DatabaseClient database, Frame frame, QueryFilter filter, Judge judge, int pageSize) {
        this.database = database;
        this.frame = frame;
        this.filter = filter;
        this.judge = judge;
        this.pageSize = pageSize;
    }

    /** What fits, row by row. */
    Flux<Row> rows() {
        return rows(Position.START, pageSize)
                .expand(page -> page.size() < pageSize
                        ? Mono.empty()
                        : rows(page.get(page.size() - 1).position(), pageSize))
                .concatMapIterable(page -> page, 1)
                .filter(judge::fits);
    }

    private Mono<List<Row>> rows(Position after, int size) {
        return page(page(), after, size).map(Row::of).all().collectList().onErrorMap(SqlFaults::translate);
    }

    /**
     * The keys of what fits, as the database puts them together, which costs a fifth of reading them row by row. A page
     * in which something is in doubt is read again by its rows.
     */
    Flux<String> keys() {
        if (filter.isAllDoubt()) {
            return texts(rows());
        }
        int size = pageSize * TEXTS;
        return keys(Position.START, size)
                .expand(page -> page.size() < size ? Mono.empty() : keys(page.last(), size))
                .concatMap(page -> page.isDoubtful() ? doubtful(page.after(), size) : page.keys(), 1);
    }

    private Flux<String> doubtful(Position after, int size) {
        return texts(rows(after, size).flatMapIterable(rows -> rows).filter(judge::fits));
    }

    private Mono<KeyPage> keys(Position after, int size) {
        return page(String.format(KEYS, page()), after, size)
                .bind("text", pageSize)
                .map(KeyText::of)
                .all()
                .collectList()
                .map(texts -> new KeyPage(after, texts))
                .onErrorMap(SqlFaults::translate);
    }

    private Flux<String> texts(Flux<Row> rows) {
        return rows.map(row -> row.found.key().toString()).buffer(pageSize).map(keys -> String.join("\n", keys));
    }

    private String page() {
        return String.format(PAGE, filter.doubt(), frame.from(), filter.upper());
    }

    private GenericExecuteSpec page(String sql, Position after, int size) {
        return database.sql(sql)
                .bindValues(frame.values())
                .bindValues(filter.values())
                .bind("name", after.name())
                .bind("version", after.versionKey())
                .bind("architecture", after.architecture())
                .bind("last", after.id())
                .bind("page", size);
    }

    /** Among which packages is looked. */
    record Frame(String from, Map<String, Object> values) {
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

        static Position of(PackageKey key, long id) {
            return new Position(
                    key.name().value(),
                    HexFormat.of().formatHex(key.version().orderKey()),
                    key.architecture().value(),
                    id);
        }
    }

    /** Keys that follow each other, one on a line, and the row of the last one. */
    private record KeyText(String keys, long size, long doubtful, long last) {
        static KeyText of(Readable row) {
            return new KeyText(
                    CatalogRows.text(row, "keys"),
                    CatalogRows.number(row, "size"),
                    CatalogRows.number(row, "doubtful"),
                    CatalogRows.number(row, "package_id"));
        }

        Position position() {
            return Position.of(PackageKey.parse(keys.substring(keys.lastIndexOf('\n') + 1)), last);
        }
    }

    /** The keys after a position. */
    private record KeyPage(Position after, List<KeyText> texts) {
        long size() {
            return texts.stream().mapToLong(KeyText::size).sum();
        }

        boolean isDoubtful() {
            return texts.stream().anyMatch(text -> text.doubtful > 0);
        }

        Flux<String> keys() {
            return Flux.fromIterable(texts).map(KeyText::keys);
        }

        Position last() {
            return texts.get(texts.size() - 1).position();
        }
    }

    /**
     * A row that may fit.
     *
     * @param subject the package as far as it must be judged; null where it fits for certain
     */
    record Row(Found found, @Nullable Subject subject) {
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

        Position position() {
            return Position.of(found.key(), found.id());
        }

        Candidate candidate() {
            return new Candidate(found, Objects.requireNonNull(subject));
        }
    }

    /** Judges what is in doubt, within a time; lives within one subscription. */
    static final class Judge {
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
