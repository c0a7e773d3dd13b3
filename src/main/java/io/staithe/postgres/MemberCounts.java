package io.staithe.postgres;

import static io.staithe.postgres.Columns.numbers;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * How many members repositories have at revisions. What a revision holds never changes, so that only what was not asked
 * for the last time is counted; one of these remembers what it was asked for the last time, and nothing else. Safe for
 * threads.
 */
final class MemberCounts {
    /** By membership_order, the part of one repository for each. */
    private static final String COUNT = """
            SELECT w.repository_id, w.revision, (
                SELECT count(*)
                FROM membership m
                WHERE m.repository_id = w.repository_id
                  AND m.since_revision <= w.revision
                  AND (m.until_revision IS NULL OR m.until_revision > w.revision)) AS packages
            FROM unnest(CAST(:repositories AS bigint[]), CAST(:revisions AS bigint[]))
                AS w (repository_id, revision)
            """;

    private final DatabaseClient database;
    private volatile Map<At, Long> last = Map.of();

    MemberCounts(DatabaseClient database) {
        this.database = database;
    }

    /** Emits one map with a count for each of these. */
    Mono<Map<At, Long>> of(Collection<At> wanted) {
        return Mono.defer(() -> {
            Map<At, Long> known = new HashMap<>(last);
            Set<At> distinct = new HashSet<>(wanted);
            known.keySet().retainAll(distinct);
            distinct.removeAll(known.keySet());
            return counted(List.copyOf(distinct)).map(fresh -> remembered(known, fresh));
        });
    }

    private Mono<Map<At, Long>> counted(List<At> unknown) {
        return unknown.isEmpty()
                ? Mono.just(Map.of())
                : database.sql(COUNT)
                        .bind("repositories", numbers(unknown, At::repository))
                        .bind("revisions", numbers(unknown, At::revision))
                        .map(row -> Map.entry(
                                new At(CatalogRows.number(row, "repository_id"), CatalogRows.number(row, "revision")),
                                CatalogRows.number(row, "packages")))
                        .all()
                        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Map<At, Long> remembered(Map<At, Long> known, Map<At, Long> fresh) {
        known.putAll(fresh);
        last = Map.copyOf(known);
        return last;
    }

    /** A repository at a revision. */
    record At(long repository, long revision) {}
}
