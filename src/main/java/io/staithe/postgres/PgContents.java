package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.archive.IndexKind;
import io.staithe.archive.contents.ContentsEntry.Change;
import io.staithe.catalog.RepositoryId;
import io.staithe.publish.contents.ContentsKey;
import io.staithe.publish.contents.ContentsStore;
import io.staithe.publish.contents.PathList;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Reads from PostgreSQL which paths changed. */
public final class PgContents implements ContentsStore {
    /**
     * By membership_since and membership_until, then membership_order for what stayed, which is told once per list of
     * paths: versions of a package mostly have the same. Of several inspections the oldest that passed counts.
     */
    private static final String CHANGES = """
            WITH entered AS (
                SELECT package_id, name
                FROM membership
                WHERE repository_id = :repository
                  AND since_revision > :lower
                  AND since_revision <= :upper
                  AND (until_revision IS NULL OR until_revision > :upper)
            ),
            ended AS (
                SELECT package_id, name
                FROM membership
                WHERE repository_id = :repository
                  AND until_revision > :lower
                  AND until_revision <= :upper
                  AND since_revision <= :lower
            ),
            came AS (
                SELECT package_id FROM entered WHERE :forward
                UNION ALL
                SELECT package_id FROM ended WHERE NOT :forward
            ),
            went AS (
                SELECT package_id, name FROM ended WHERE :forward
                UNION ALL
                SELECT package_id, name FROM entered WHERE NOT :forward
            ),
            stayed AS (
                SELECT m.package_id
                FROM (SELECT DISTINCT name FROM went) gone
                JOIN membership m ON m.repository_id = :repository AND m.name = gone.name
                WHERE m.since_revision <= :lower
                  AND (m.until_revision IS NULL OR m.until_revision > :upper)
            )
            SELECT 'CAME' AS change, paths.*
            FROM came CROSS JOIN LATERAL (%1$s) paths
            UNION ALL
            SELECT 'WENT', paths.*
            FROM went CROSS JOIN LATERAL (%1$s) paths
            UNION ALL
            SELECT DISTINCT 'STAYED', paths.*
            FROM stayed CROSS JOIN LATERAL (%1$s) paths
            """.formatted("""
            SELECT p.kind, p.architecture, p.name,
                coalesce(substring(p.stanza FROM '(?in)^section:[ \\t]*(.*?)[ \\t]*$'), '') AS section, i.files
            FROM package p
            JOIN inspection i ON i.blob_id = p.blob_id AND i.kind = p.kind
            WHERE p.id = package_id
              AND i.files IS NOT NULL
            ORDER BY i.inspector
            LIMIT 1
            """);

    private static final int ROWS_AT_ONCE = 64;

    private final DatabaseClient database;

    /** Contents of a database. */
    public PgContents(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<PathList> changes(RepositoryId repository, long from, long to) {
        return database.sql(CHANGES)
                .filter(statement -> statement.fetchSize(ROWS_AT_ONCE))
                .bind("repository", repository.value())
                .bind("lower", Math.min(from, to))
                .bind("upper", Math.max(from, to))
                .bind("forward", from <= to)
                .map(PgContents::pathList)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static PathList pathList(Readable row) {
        boolean installer = CatalogRows.text(row, "kind").equals("udeb");
        return new PathList(
                Change.valueOf(CatalogRows.text(row, "change")),
                new ContentsKey(
                        installer ? IndexKind.INSTALLER_CONTENTS : IndexKind.CONTENTS,
                        CatalogRows.text(row, "architecture")),
                CatalogRows.text(row, "section"),
                CatalogRows.text(row, "name"),
                Objects.requireNonNull(row.get("files", byte[].class)));
    }
}
