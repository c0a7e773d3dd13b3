package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.sweep.Kind;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** Whoever adds a table that refers to a swept one has to tell the sweeper. */
final class SweptReferencesIT {
    /** What decides whether a row of a table may go. */
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("blob", SweptBlobs.UNREFERENCED),
            Map.entry("pool_claim", SweptClaims.UNREFERENCED),
            Map.entry("pool_use", ""),
            Map.entry("shard", ""),
            Map.entry("generation", ""),
            Map.entry("hashed_file", ""),
            Map.entry("membership", ""),
            Map.entry("package", deletion(Kind.PACKAGES)),
            Map.entry("index_list", deletion(Kind.INDEX_LISTS)),
            Map.entry("snapshot", deletion(Kind.SNAPSHOTS)),
            Map.entry("repository", deletion(Kind.LISTS)),
            Map.entry("publication", deletion(Kind.PUBLICATIONS)));

    /** What goes with a row, and is nobody's reason to keep it. */
    private static final List<String> GOES_ALONG = List.of(
            "generation_index.publication_id -> generation",
            "generation_source.publication_id -> generation",
            "inspection.blob_id -> blob",
            "package_file.package_id -> package",
            "repository_usage.repository_id -> repository",
            "snapshot_source.snapshot_id -> snapshot",
            "snapshot_source.source_id -> snapshot");

    private static final String REFERENCES = """
            SELECT c.conrelid::regclass::text AS referring, a.attname::text AS column_name,
                c.confrelid::regclass::text AS swept, c.confdeltype = 'c' AS cascades
            FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f'
            ORDER BY 1, 2
            """;

    /** What triggers check for whole statements, where a foreign key would for each row. */
    private static final List<Reference> BY_STATEMENT = List.of(
            new Reference("membership", "package_id", "package", false),
            new Reference("membership", "repository_id", "repository", false),
            new Reference("package", "blob_id", "blob", false),
            new Reference("task_file", "blob_id", "blob", false),
            new Reference("task_file", "task_id", "task", true));

    @Test
    void theSweeperKnowsWhateverRefersToWhatItSweeps() {
        List<Reference> references =
                Stream.concat(references().stream(), BY_STATEMENT.stream()).toList();
        assertThat(references).hasSizeGreaterThan(20);
        for (Reference reference : references) {
            String rule = RULES.get(reference.swept());
            if (rule != null && !reference.cascades()) {
                assertThat(rule)
                        .as("%s refers to what is swept; its rule has to look there", reference)
                        .containsPattern("FROM " + reference.table() + "\\b")
                        .contains(reference.column());
            }
        }
    }

    @Test
    void nothingElseGoesAlongWithWhatIsSwept() {
        assertThat(references().stream()
                        .filter(reference -> reference.cascades() && RULES.containsKey(reference.swept()))
                        .map(Reference::toString))
                .containsExactlyElementsOf(GOES_ALONG);
    }

    private static List<Reference> references() {
        TestDatabase database = TestDatabase.fresh();
        try {
            return Objects.requireNonNull(DatabaseClient.create(database.connections())
                    .sql(REFERENCES)
                    .map(row -> new Reference(
                            CatalogRows.text(row, "referring"),
                            CatalogRows.text(row, "column_name"),
                            CatalogRows.text(row, "swept"),
                            Boolean.TRUE.equals(row.get("cascades", Boolean.class))))
                    .all()
                    .collectList()
                    .block(Duration.ofSeconds(30)));
        } finally {
            database.connections().dispose();
        }
    }

    private static String deletion(Kind kind) {
        return Objects.requireNonNull(SweptRows.LOCKED.get(kind)).delete();
    }

    private record Reference(String table, String column, String swept, boolean cascades) {
        @Override
        public String toString() {
            return table + "." + column + " -> " + swept;
        }
    }
}
