package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.NOTHING;
import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.caller;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.catalog.Repository;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.Publications.NewSource;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.ShownArchive;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** An instance ends, or stands still and wakes again, before any step of a publish: the archive is one generation. */
@Tag("race")
final class EndsIT {
    /** Validators rise with each generation, and may not run ahead of the clock. */
    private static final Duration MORE_THAN_A_ROUND = Duration.ofSeconds(30);

    private static final int STEPS_APART = Integer.getInteger("staithe.trial.steps-apart", 31);

    @TempDir
    Path room;

    private PublishingHouse house;
    private Seams seams = Seams.none();
    private PublishingNode node;
    private Repository repository;
    private Publication publication;
    private Set<String> shown = Set.of();
    private int changes;

    @BeforeEach
    void publish() {
        house = new PublishingHouse(room);
        repository = house.repository("main");
        overwritten();
        publication = node.create(wanted("bookworm", Map.of("main", "main"), null));
        var terms = new Terms.Change(null, null, null, null, null, List.of("stable"), null, null, null, 2);
        node.performed(get(node.publications.change(caller(), publication.id(), Change.of(terms), Listing.LISTED)));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whoIsKilledInAnUpdateLeavesOneGenerationWhole() {
        assertThat(untilNoneStops(this::isKilledInAnUpdate)).isGreaterThan(30);
    }

    @Test
    void whoIsKilledInACreationLeavesAllOrNothing() {
        assertThat(untilNoneStops(this::isKilledInACreation)).isGreaterThan(20);
    }

    @Test
    void whoIsKilledInADropLeavesAllOrNothing() {
        assertThat(untilNoneStops(this::isKilledInADrop)).isGreaterThan(5);
    }

    @Test
    void whoWakesAfterOthersPublishedChangesNothing() {
        assertThat(untilNoneStops(this::isStoppedInAnUpdate)).isGreaterThan(30);
    }

    private static int untilNoneStops(IntPredicate stops) {
        int step = 0;
        while (stops.test(step)) {
            step += STEPS_APART;
        }
        return step;
    }

    private boolean isKilledInAnUpdate(int step) {
        Set<String> before = shown;
        Set<String> next = changed();
        Lifeline life = new Lifeline(house, step);
        Task task = accepted();
        boolean isStopped = life.stops(doomed(life).perform(task));
        life.kill();
        boolean isFinished = isFinished(task);
        assertShown(step, isFinished ? next : before, isFinished ? Set.of(before, next) : Set.of(before));
        takeOver(task);
        assertShown(step, next, Set.of(next));
        return isStopped;
    }

    private boolean isStoppedInAnUpdate(int step) {
        Set<String> next = overwritten();
        Lifeline life = new Lifeline(house, step);
        Task task = accepted();
        Mono<Void> attempt = doomed(life).perform(task).onErrorComplete().cache();
        boolean isStopped = life.stops(attempt);
        life.endTransactions();
        takeOver(task);
        assertShown(step, next, Set.of(next));
        Set<String> newer = overwritten();
        node.update(publication, PublishingHouse.forced());
        life.wake();
        attempt.block(TIMEOUT);
        assertShown(step, newer, Set.of(newer));
        life.kill();
        return isStopped;
    }

    private boolean isKilledInACreation(int step) {
        var wanted = new NewPublication(
                "filesystem:copy",
                "there",
                "suite-" + step,
                SourceKind.LOCAL,
                List.of(new NewSource("main", "main")),
                List.of(),
                NOTHING);
        Lifeline life = new Lifeline(house, step);
        Task task = house.begin(
                get(node.publications.create(caller(), wanted, Listing.LISTED)).id());
        boolean isStopped = life.stops(doomed(life).perform(task));
        life.kill();
        Place place = new Place("filesystem:copy", "there", "suite-" + step);
        ShownArchive onDisk = ShownArchive.onDisk(room.resolve("away/copy/there"));
        if (!isFinished(task)) {
            StepVerifier.create(node.archives.resolve(
                            Caller.open(), "filesystem:copy", "there/dists/suite-" + step + "/InRelease"))
                    .expectComplete()
                    .verify(TIMEOUT);
            assertThat(room.resolve("away/copy/there/dists/suite-" + step)).doesNotExist();
        }
        takeOver(task);
        assertThat(node.shown(place).files(place.distribution()))
                .isEqualTo(onDisk.files(place.distribution()))
                .isEqualTo(shown);
        return isStopped;
    }

    private boolean isKilledInADrop(int step) {
        Publication other = node.create(wanted("other-" + step, Map.of("main", "main"), null));
        Lifeline life = new Lifeline(house, step);
        Task task = house.begin(get(node.publications.drop(caller(), other.place(), false, Listing.LISTED))
                .id());
        boolean isStopped = life.stops(doomed(life).perform(task));
        life.kill();
        if (!isFinished(task)) {
            assertThat(node.shown(other.place()).files("other-" + step)).isEqualTo(shown);
            assertThat(node.shownInFront().files("other-" + step)).isEqualTo(shown);
        }
        takeOver(task);
        assertThat(house.published("dists/other-" + step)).doesNotExist();
        assertShown(step, shown, Set.of(shown));
        return isStopped;
    }

    /** A new package comes, the one of before goes, and a third gets other bytes under its old name. */
    private Set<String> overwritten() {
        house.remove(repository, "same");
        house.add(repository, DebBuilder.of("same").field("Description", "of " + changes));
        return changed();
    }

    /** A new package comes, and the one of before goes. */
    private Set<String> changed() {
        int number = ++changes;
        seams = Seams.none().clock(Clock.offset(Clock.systemUTC(), MORE_THAN_A_ROUND.multipliedBy(number)));
        node = house.node(seams);
        house.add(repository, DebBuilder.of("package-" + number).file("usr/share/doc/package/" + number, "text"));
        house.remove(repository, "package-" + (number - 1));
        shown = Set.of("package-" + number + "_1.0_amd64.deb", "same_1.0_amd64.deb");
        return shown;
    }

    private Task accepted() {
        return house.begin(node.accepted(publication, PublishingHouse.forced()).id());
    }

    private boolean isFinished(Task task) {
        return get(house.tasks.find(task.id())).state().isFinished();
    }

    /** What is not finished runs again; what is, another follows. */
    private void takeOver(Task task) {
        if (isFinished(task)) {
            node.claims.linkRemaining().then(node.links.followAll()).block(TIMEOUT);
        } else {
            node.performed(task);
        }
    }

    private void assertShown(int step, Set<String> served, Set<Set<String>> inFront) {
        for (String name : List.of("bookworm", "stable")) {
            assertThat(node.shown(publication.place()).files(name))
                    .as("served, step %s", step)
                    .isEqualTo(served);
            assertThat(inFront)
                    .as("in front, step %s", step)
                    .contains(node.shownInFront().files(name));
        }
    }

    private PublishingNode doomed(Lifeline life) {
        return house.node(seams.world(life::world));
    }
}
