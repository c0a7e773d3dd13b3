package io.staithe.library;

import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.LibraryNode.Parts;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.HistoryChecker.Kind;
import io.staithe.testkit.HistoryChecker.Violation;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker itself: whatever somebody does behind the back of the law, it says so. */
final class HistoryCheckerIT {
    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node = LibraryNode.closed(database, uploaded, Parts.usual());

    @BeforeEach
    void addTwo() {
        node.open().withRepository("main");
        List.of("one", "two").forEach(name -> {
            uploaded.passing("in", Specimen.deb(name, "1.0", name)).block(TIMEOUT);
            node.add("main", "in");
        });
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    UPDATE revision SET caller = 'somebody' WHERE number = 1          | CHAIN_BROKEN
                    DELETE FROM revision WHERE number = 1                             | REVISION_MISSING
                    UPDATE repository SET revision = 3                                | REVISION_MISSING
                    DELETE FROM membership WHERE name = 'one'                         | ACKNOWLEDGED_PACKAGE_GONE
                    DELETE FROM membership WHERE name = 'two'                         | LOG_AND_MEMBERS_DISAGREE
                    UPDATE membership SET since_revision = 1                          | LOG_AND_MEMBERS_DISAGREE
                    DROP INDEX membership_open; INSERT INTO membership (repository_id, package_id, name, version_key, \
                    architecture, since_revision) SELECT repository_id, package_id, name, version_key, architecture, 2 \
                    FROM membership WHERE name = 'one'                                | SLOT_HELD_TWICE
                    """)
    void tamperingIsNamed(String sql, Kind kind) {
        for (String statement : sql.split(";")) {
            node.database.sql(statement).then().block(TIMEOUT);
        }
        assertThat(new HistoryChecker(database).check("main", List.of("one_1.0_amd64"), List.of()))
                .extracting(Violation::kind)
                .contains(kind);
    }

    @Test
    void whatWasToldAndIsNotSoIsNamed() {
        HistoryChecker checker = new HistoryChecker(database);
        assertThat(checker.check("main", List.of("one_1.0_amd64", "two_1.0_amd64"), List.of("three_1.0_amd64")))
                .isEmpty();
        assertThat(checker.check("main", List.of(), List.of("one_1.0_amd64")))
                .extracting(Violation::kind)
                .containsExactly(Kind.REMOVED_PACKAGE_PRESENT);
        assertThat(HistoryChecker.published(List.of("one_1.0_amd64"), List.of("two_1.0_amd64")))
                .extracting(Violation::kind)
                .containsExactly(Kind.ACKNOWLEDGED_PACKAGE_UNPUBLISHED);
    }
}
