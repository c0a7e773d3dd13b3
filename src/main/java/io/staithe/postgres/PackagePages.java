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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The packages that one query leaves, read in pages by key: row by row, or as texts of keys. Lives within one query.
 */
final class PackagePages {
    /**
     * The one exception to constant SQL (decision 5): its places are filled from constant fragments. The size of a page
     * is part of the text, so that whoever plans it knows it.
     */
    private static final String PAGE = """
            SELECT m.package_id, m.name, m.version, m.architecture, m.files_hash, %1$s
            FROM %2$s
            WHERE m.name >= :name
              AND (m.name > :name
                OR m.version_key < decode(:version, 'hex')
                OR (m.version_key = decode(:version, 'hex') AND %3$s))
              AND %4$s
            ORDER BY m.name, m.version_key DESC, %5$s
            LIMIT %6$d
            """;

    /**
     * A page as one text of keys, with how many of its rows are in doubt and, where slots are not unique, the row that
     * it ends with. Without an order of its own, an aggregate takes the rows of a subquery in theirs. What all keys
     * begin with is part of what separates them: each operator costs as much as reading a row.
     */
    private static final String KEYS = """
            SELECT coalesce('P' || string_agg(architecture || ' ' || name || ' ' || version || ' ' || files_hash,
                    chr(10) || 'P'), '') AS keys,
                count(*) AS size, count(doubt) AS doubtful, %1$s AS package_id
            FROM (%2$s) found
            """;

    /** How many rows of keys are read at once for one of other pages. */
    private static final int KEYS_PER_ROW = 16;

    /** By membership_order. */
    private static final String MEMBERS = """
            (SELECT package_id, name, version, version_key, architecture, files_hash
                FROM membership
                WHERE repository_id = :id
                  AND since_revision <= :revision
                  AND (until_revision IS NULL OR until_revision > :revision)) m
            """;

    /** By the primary key; only for what a membership does not tell. */
    private static final String PACKAGE = "JOIN package p ON p.id = m.package_id\n";

    /** By package_order. */
    private static final String CATALOGUE = """
            package p
            CROSS JOIN LATERAL (SELECT p.id AS package_id, p.name COLLATE "C" AS name, p.version, p.version_key,
                p.architecture COLLATE "C" AS architecture, p.files_hash) m
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
        return page(page(filter.doubt(), size), after)
                .map(filter.isExact() ? Row::certain : Row::of)
                .all()
                .collectList()
                .onErrorMap(SqlFaults::translate);
    }

    /**
     * The keys of what fits, in texts of a page's size, as the database puts them together, which costs a tenth of
     * reading them row by row. A page in which something is in doubt is read again by its rows.
     */
    Flux<String> keys() {
        if (filter.isAllDoubt()) {
            return texts(rows());
        }
        int size = pageSize * KEYS_PER_ROW;
        return keys(Position.START, size)
                .expand(page -> page.size() < size ? Mono.empty() : keys(page.last(), size))
                .concatMap(page -> page.doubtful() > 0 ? doubtful(page.after(), size) : page.texts(pageSize), 1);
    }

    private Flux<String> doubtful(Position after, int size) {
        return texts(rows(after, size).flatMapIterable(rows -> rows).filter(judge::fits));
    }

    private Mono<KeyPage> keys(Position after, int size) {
        return page(String.format(KEYS, frame.last(), page(filter.isDoubtful(), size)), after)
                .map(row -> KeyPage.of(after, row))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private Flux<String> texts(Flux<Row> rows) {
        return rows.map(row -> row.found.key().toString()).buffer(pageSize).map(keys -> String.join("\n", keys));
    }

    private String page(String told, int size) {
        String from = frame.from(told + filter.upper());
        return String.format(PAGE, told, from, frame.after(), filter.upper(), frame.order(), size);
    }

    private GenericExecuteSpec page(String sql, Position after) {
        GenericExecuteSpec page = database.sql(sql)
                .bindValues(frame.values())
                .bindValues(filter.values())
                .bind("name", after.name())
                .bind("version", after.versionKey())
                .bind("architecture", after.architecture());
        return frame.hasUniqueSlots() ? page : page.bind("last", after.id());
    }

    /**
     * Among which packages is looked.
     *
     * @param hasUniqueSlots whether no two of them have the same name, version and architecture
     */
    record Frame(String rows, boolean hasUniqueSlots, Map<String, Object> values) {
        static final Frame ALL = new Frame(CATALOGUE, false, Map.of());

        static Frame of(Standing where) {
            return where.equals(Standing.CATALOGUE)
                    ? ALL
                    : new Frame(MEMBERS, true, Map.of("id", where.repository().value(), "revision", where.revision()));
        }

        String after() {
            return hasUniqueSlots
                    ? "m.architecture > :architecture"
                    : "(m.architecture > :architecture OR (m.architecture = :architecture AND m.package_id > :last))";
        }

        /** The row that a page ends with, of those that it has. */
        String last() {
            return hasUniqueSlots ? "CAST(0 AS bigint)" : "coalesce((array_agg(package_id))[count(*)], 0)";
        }

        String order() {
            return hasUniqueSlots ? "m.architecture" : "m.architecture, m.package_id";
        }

        /** The rows that these expressions are about. */
        String from(String expressions) {
            return hasUniqueSlots && expressions.contains("p.") ? rows + PACKAGE : rows;
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

    /** The keys after a position, one on a line, and the row of the last one. */
    private record KeyPage(Position after, String keys, long size, long doubtful, long lastRow) {
        static KeyPage of(Position after, Readable row) {
            return new KeyPage(
                    after,
                    CatalogRows.text(row, "keys"),
                    CatalogRows.number(row, "size"),
                    CatalogRows.number(row, "doubtful"),
                    CatalogRows.number(row, "package_id"));
        }

        /** The same in texts of so many keys each. */
        Flux<String> texts(int keysInText) {
            List<String> texts = new ArrayList<>();
            int start = 0;
            while (start < keys.length()) {
                int end = start - 1;
                for (int lines = 0; lines < keysInText && end < keys.length(); lines++) {
                    int newline = keys.indexOf('\n', end + 1);
                    end = newline < 0 ? keys.length() : newline;
                }
                texts.add(keys.substring(start, end));
                start = end + 1;
            }
            return Flux.fromIterable(texts);
        }

        Position last() {
            return Position.of(PackageKey.parse(keys.substring(keys.lastIndexOf('\n') + 1)), lastRow);
        }
    }

    /**
     * A row that may fit.
     *
     * @param subject the package as far as it must be judged; null where it fits for certain
     */
    record Row(Found found, @Nullable Subject subject) {
        static Row of(Readable row) {
            Found found = found(row);
            String doubt = row.get("doubt", String.class);
            return new Row(found, doubt == null ? null : subject(row, found.key(), doubt));
        }

        static Row certain(Readable row) {
            return new Row(found(row), null);
        }

        private static Found found(Readable row) {
            return new Found(CatalogRows.number(row, "package_id"), CatalogRows.key(row));
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
