package io.staithe.postgres;

import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.Finished;
import io.staithe.publish.generation.Finished.Reach;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The part of a switch that concerns pool paths: what was staged becomes what the publication uses.
 *
 * <p>Two publications of a prefix may meet here, one about to give a path other bytes, one about to use those that it
 * has. Both lock the claim first and look again after, so one of them sees the other and begins anew.
 */
final class ClaimUses {
    /** By staged_claim_once; waits for whoever uses or changes the same claims. */
    private static final String LOCK_CHANGES = """
            SELECT c.id
            FROM staged_claim s
            JOIN pool_claim c ON c.id = s.claim_id
            WHERE s.staging = :staging
              AND NOT s.released
              AND s.blob_id <> c.blob_id
            ORDER BY c.id
            FOR UPDATE OF c
            """;

    /** By staged_claim_once. A path that a current generation names changes only where that was asked for. */
    private static final String CHANGE = """
            UPDATE pool_claim c
            SET blob_id = s.blob_id,
                replaced = true,
                linked = false,
                created_at = greatest(now(), c.created_at + INTERVAL '1 second'),
                touched_at = now()
            FROM staged_claim s
            WHERE s.staging = :staging
              AND NOT s.released
              AND c.id = s.claim_id
              AND c.state = 'kept'
              AND c.blob_id <> s.blob_id
              AND (:overwrites OR NOT EXISTS (
                    SELECT 1
                    FROM pool_use u
                    JOIN publication p ON p.id = u.publication_id
                    WHERE u.claim_id = c.id
                      AND (u.until_generation IS NULL OR p.dialect = 'native')))
            """;

    /** By pool_use_publication; where everything that is shown was staged. */
    private static final String CLOSE_OTHERS = """
            UPDATE pool_use u
            SET until_generation = :number
            WHERE u.publication_id = :publication
              AND u.until_generation IS NULL
              AND NOT EXISTS (
                    SELECT 1 FROM staged_claim s WHERE s.staging = :staging AND s.claim_id = u.claim_id)
            """;

    /** By staged_claim_once and the primary key of pool_use, looked up as {@link #FORGET} does. */
    private static final String CLOSE_RELEASED = """
            UPDATE pool_use
            SET until_generation = :number
            WHERE publication_id = :publication
              AND coalesce(until_generation, 0) = 0
              AND claim_id = ANY (ARRAY(
                    SELECT claim_id FROM staged_claim WHERE staging = :staging AND released))
            """;

    /**
     * By staged_claim_once and the primary key of pool_use; a claim that changed while it was waited for is left out.
     */
    private static final String OPEN = """
            INSERT INTO pool_use (claim_id, publication_id, since_generation)
            SELECT fresh.id, :publication, :number
            FROM (
                SELECT c.id
                FROM staged_claim s
                JOIN pool_claim c ON c.id = s.claim_id
                WHERE s.staging = :staging
                  AND NOT s.released
                  AND c.state = 'kept'
                  AND c.blob_id = s.blob_id
                  AND (SELECT u.claim_id
                        FROM pool_use u
                        WHERE u.claim_id = s.claim_id
                          AND u.publication_id = :publication
                          AND coalesce(u.until_generation, 0) = 0
                        LIMIT 1) IS NULL
                ORDER BY c.id
                FOR SHARE OF c
            ) fresh
            """;

    /**
     * By staged_claim_once and the primary key of pool_use: forgets what is staged, and tells how much of it is not
     * used with its bytes. Looked up claim by claim, in words that no other index knows: where the table was empty a
     * moment ago, all uses of the publication were read for each claim.
     */
    private static final String FORGET = """
            WITH s AS (
                DELETE FROM staged_claim
                WHERE staging = :staging
                RETURNING claim_id, blob_id, released
            )
            SELECT count(*) AS missing
            FROM s
            JOIN pool_claim c ON c.id = s.claim_id
            WHERE NOT s.released
              AND (c.blob_id <> s.blob_id
                OR c.state <> 'kept'
                OR (SELECT u.claim_id
                    FROM pool_use u
                    WHERE u.claim_id = s.claim_id
                      AND u.publication_id = :publication
                      AND coalesce(u.until_generation, 0) = 0
                    LIMIT 1) IS NULL)
            """;

    private final DatabaseClient database;

    ClaimUses(DatabaseClient database) {
        this.database = database;
    }

    /** Gives paths other bytes where that was staged. */
    Mono<Void> change(Edition edition) {
        return staged(LOCK_CHANGES, edition)
                .fetch()
                .all()
                .count()
                .filter(changes -> changes > 0)
                .flatMap(changes -> staged(CHANGE, edition)
                        .bind("overwrites", edition.overwrites())
                        .then());
    }

    /**
     * Opens and closes uses as the staged claims say, after the changes; overtaken where a path does not have its bytes
     * any more.
     */
    Mono<Void> take(Finished finished) {
        Edition edition = finished.edition();
        String close = finished.reach() == Reach.WHOLE ? CLOSE_OTHERS : CLOSE_RELEASED;
        return numbered(close, edition)
                .then()
                .then(Mono.defer(() -> numbered(OPEN, edition).then()))
                .then(Mono.defer(() -> proven(edition)));
    }

    private Mono<Void> proven(Edition edition) {
        return staged(FORGET, edition)
                .bind("publication", edition.before().id())
                .map(row -> CatalogRows.number(row, "missing"))
                .one()
                .filter(missing -> missing > 0)
                .flatMap(missing -> Mono.error(
                        Editions.overtaken(missing + " pool paths of " + edition.place() + " changed meanwhile")));
    }

    private DatabaseClient.GenericExecuteSpec numbered(String sql, Edition edition) {
        return staged(sql, edition).bind("publication", edition.before().id()).bind("number", edition.number());
    }

    private DatabaseClient.GenericExecuteSpec staged(String sql, Edition edition) {
        return database.sql(sql).bind("staging", edition.staging());
    }
}
