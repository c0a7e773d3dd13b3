package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.change.Wanted;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.Session;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Changes of several repositories, between others. */
final class ChangingIT {
    private static final Specimen TAKEN = Specimen.deb("taken", "1.0", "one");
    private static final Specimen ADDED = Specimen.deb("added", "1.0", "two");

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node =
            LibraryNode.closed(database, uploaded, LibraryNode.Parts.usual()).open();

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    /** Two changes that took them in different orders would wait for each other. */
    @Test
    void whatIsAddedAndWhatIsTakenIsLockedInOneOrder() {
        node.withRepository("stable").withRepository("testing");
        uploaded.passing("testing", TAKEN).block(TIMEOUT);
        node.add("testing", "testing");
        uploaded.passing("upload", ADDED).block(TIMEOUT);
        Mono<Task> changed;
        try (Session other = Session.begin(database)) {
            other.run(locking(TAKEN));
            changed = node.changes
                    .submit(CALLER, List.of(addedAndTaken()), Listing.UNLISTED)
                    .flatMap(task -> node.tasks.await(task.id()))
                    .cache();
            changed.subscribe();
            other.awaitWaiter();
            other.run(locking(ADDED) + " NOWAIT");
        }
        assertThat(Objects.requireNonNull(changed.block(TIMEOUT)).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(node.members("stable")).containsExactly(ADDED.reported(), TAKEN.reported());
    }

    private static Wanted addedAndTaken() {
        return new Wanted(
                "stable",
                List.of(sha256(ADDED)),
                List.of(),
                List.of(new Wanted.Taking("testing", List.of(TAKEN.found(1).key()))),
                false);
    }

    private static String locking(Specimen specimen) {
        return "SELECT id FROM blob WHERE sha256 = '\\x" + sha256(specimen) + "' FOR UPDATE";
    }

    private static String sha256(Specimen specimen) {
        return Specimen.digests(specimen.content()).sha256();
    }
}
