package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Kept;
import io.staithe.publish.Payloads;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Publication;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.SourceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads publications from rows; sources come as three arrays of one order. */
final class PublicationRows {
    /** What {@link #present} reads, of a publication {@code p}; by the primary keys of its sources and generation. */
    static final String PRESENT = """
            SELECT p.id, p.storage, p.prefix, p.distribution, p.generation, p.source_kind, p.architectures,
                CAST(p.options AS text) AS options, CAST(p.pending AS text) AS pending,
                coalesce(g.released_at, to_timestamp(0)) AS released_at,
                coalesce(g.last_modified, to_timestamp(0)) AS last_modified,
                s.components, s.sources, s.names
            FROM publication p
            LEFT JOIN generation g ON g.publication_id = p.id AND g.number = p.generation
            CROSS JOIN LATERAL (
                SELECT array_agg(s.component ORDER BY s.component COLLATE "C") AS components,
                    array_agg(coalesce(r.id, n.id) ORDER BY s.component COLLATE "C") AS sources,
                    array_agg(coalesce(r.name, n.name) ORDER BY s.component COLLATE "C") AS names
                FROM publication_source s
                LEFT JOIN repository r ON r.id = s.repository_id
                LEFT JOIN snapshot n ON n.id = s.snapshot_id
                WHERE s.publication_id = p.id
            ) s
            """;

    private PublicationRows() {}

    static Present present(Readable row) {
        return new Present(
                CatalogRows.number(row, "id"),
                new Place(
                        CatalogRows.text(row, "storage"),
                        CatalogRows.text(row, "prefix"),
                        CatalogRows.text(row, "distribution")),
                CatalogRows.number(row, "generation"),
                SourceKind.of(CatalogRows.text(row, "source_kind")),
                origins(row),
                pending(row.get("pending", String.class)),
                List.of(array(row, "architectures", String[].class)),
                Payloads.read(CatalogRows.text(row, "options"), Options.class),
                CatalogRows.instant(row, "released_at"),
                CatalogRows.instant(row, "last_modified"));
    }

    static Shown shown(Readable row) {
        return new Shown(
                CatalogRows.number(row, "publication_id"),
                CatalogRows.number(row, "number"),
                CatalogRows.text(row, "storage"),
                CatalogRows.text(row, "distribution"),
                CatalogRows.text(row, "name"),
                CatalogRows.text(row, "staging"),
                CatalogRows.instant(row, "last_modified"));
    }

    static Kept kept(Readable row) {
        String[] components = array(row, "components", String[].class);
        String[] names = array(row, "names", String[].class);
        Long[] revisions = array(row, "revisions", Long[].class);
        List<Kept.Shown> shown = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            shown.add(new Kept.Shown(components[i], names[i], revisions[i]));
        }
        return new Kept(
                CatalogRows.number(row, "number"),
                CatalogRows.instant(row, "created_at"),
                CatalogRows.instant(row, "released_at"),
                row.get("valid_until", Instant.class),
                CatalogRows.number(row, "packages"),
                shown);
    }

    private static @Nullable List<Publication.Source> pending(@Nullable String json) {
        return json == null ? null : List.of(Payloads.read(json, Publication.Source[].class));
    }

    private static List<Origin> origins(Readable row) {
        String[] components = array(row, "components", String[].class);
        Long[] sources = array(row, "sources", Long[].class);
        String[] names = array(row, "names", String[].class);
        List<Origin> origins = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            origins.add(new Origin(components[i], sources[i], names[i]));
        }
        return origins;
    }

    private static <T> T array(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
