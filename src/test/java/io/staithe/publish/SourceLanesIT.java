package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.NOTHING;
import static io.staithe.publish.PublishingHouse.caller;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.publish.Publication.Source;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.testkit.DebBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an update waits for: everything that changes, was accepted before it, and is shown by it. */
final class SourceLanesIT {
    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository main;
    private Repository side;
    private Publication bookworm;

    @BeforeEach
    void publish() {
        house = new PublishingHouse(room);
        node = house.node();
        main = house.repository("main");
        side = house.repository("side");
        house.add(main, DebBuilder.of("hello"));
        bookworm = node.create(wanted("bookworm", Map.of("main", "main"), null));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anUpdateReadsWhatIsBehindItNow() {
        assertThat(node.accepted(bookworm, NOTHING).reads()).containsExactly(lane(main));
    }

    @Test
    void anUpdateReadsWhatAChangeNamesThatIsStillQueued() {
        Task change = accepted("side");
        assertThat(node.accepted(bookworm, NOTHING).reads()).containsExactlyInAnyOrder(lane(main), lane(side));
        node.performed(change);
        assertThat(node.accepted(bookworm, NOTHING).reads()).containsExactlyInAnyOrder(lane(main), lane(side));
    }

    @Test
    void ofANameThatMeansNothingYetItReadsWhoMakesIt() {
        accepted("later");
        assertThat(node.accepted(bookworm, NOTHING).reads())
                .containsExactlyInAnyOrder(lane(main), new Lane("repository-name/later"));
    }

    private Task accepted(String name) {
        return get(node.changes.set(caller(), bookworm.place(), "main", new Source("main", name), Listing.LISTED));
    }

    private static Lane lane(Repository repository) {
        return new Lane("repository/" + repository.id());
    }
}
