package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.receipt.Revisions;
import io.staithe.postgres.PgHistory;
import io.staithe.postgres.PgLedger;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** Waiting for a revision that does not come. */
final class RevisionsIT {
    private static final Duration LONG = TIMEOUT.multipliedBy(2);

    private final TestDatabase database = TestDatabase.fresh();
    private final LibraryNode node = LibraryNode.closed(database, new Uploaded(database), LibraryNode.Parts.usual());
    private final Revisions revisions =
            new Revisions(node.catalog, new PgLedger(node.database), new PgHistory(node.database));

    @BeforeEach
    void makeRepository() {
        node.open().withRepository("main");
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @Test
    void whoWaitsWhenTheServerStopsIsToldWhatThereIs() {
        var told = revisions.after(CALLER, "main", 0, 10, LONG).collectList().cache();
        told.subscribe();
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(revisions.waiting()).isOne());
        revisions.close();
        StepVerifier.create(told).expectNext(List.of()).expectComplete().verify(TIMEOUT);
        StepVerifier.create(revisions.after(CALLER, "main", 0, 10, LONG))
                .expectComplete()
                .verify(TIMEOUT);
    }
}
