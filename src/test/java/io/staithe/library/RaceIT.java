package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.PackageKey;
import io.staithe.library.LibraryNode.Parts;
import io.staithe.library.change.Wanted;
import io.staithe.observe.Meters;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Many clients that add to, and remove from, one repository at once: whatever was acknowledged holds. */
@Tag("race")
final class RaceIT {
    private static final int CLIENTS = Integer.getInteger("staithe.trial.storm-clients", 64);
    private static final int PACKAGES = Integer.getInteger("staithe.trial.race-packages", 120);
    /** Without lanes most of the work is lost races; fewer packages show as much. */
    private static final int FEW = PACKAGES / 5;

    private static final Duration LONG = Duration.ofMinutes(5);

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final List<LibraryNode> nodes = new ArrayList<>();
    private final Set<String> added = ConcurrentHashMap.newKeySet();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        nodes.forEach(LibraryNode::stop);
        database.connections().dispose();
    }

    @Test
    void everyAcknowledgedPackageIsAMember() {
        storm(PACKAGES, node(Parts.usual()));
        assertThat(added).hasSize(PACKAGES);
        assertThat(nodes.get(0).members("main")).containsExactlyInAnyOrderElementsOf(added);
        assertThat(nodes.get(0).revision("main")).isEqualTo(PACKAGES);
    }

    @Test
    void twoInstancesOnOneDatabaseLoseNothing() {
        storm(PACKAGES, node(Parts.usual()), node(Parts.usual().named("two")));
        assertThat(added).hasSize(PACKAGES);
    }

    @Test
    void withoutLanesNothingIsLostOrDoubled() {
        storm(
                PACKAGES,
                node(Parts.usual().withoutLanes(3)),
                node(Parts.usual().named("two").withoutLanes(3)));
        assertThat(added).hasSize(PACKAGES);
        assertThat(nodes.get(0).revision("main")).isEqualTo(PACKAGES);
    }

    @Test
    void whoeverLosesTooManyRacesWaitsForTheRowInstead() {
        storm(FEW, node(Parts.usual().withoutLanes(0)));
        assertThat(added).hasSize(FEW);
        assertThat(Meters.REVISION_RETRIES.counter(nodes.get(0).meters).count()).isPositive();
    }

    @Test
    void removalsAmongTheAdditionsHoldToo() {
        LibraryNode one = node(Parts.usual().withoutLanes(4));
        one.withRepository("main");
        run(Flux.range(0, PACKAGES).flatMap(number -> added(one, number).flatMap(task -> third(one, number)), CLIENTS));
        assertThat(removed).isNotEmpty();
        assertHistoryHolds();
    }

    /** Half of the changes move a package from one repository to the other, half move one back, on two instances. */
    @Test
    void changesOfSeveralRepositoriesCrossAndNoneIsTorn() {
        LibraryNode one = node(Parts.usual().withoutLanes(3));
        LibraryNode two = node(Parts.usual().named("two").withoutLanes(3));
        one.withRepository("main").withRepository("other");
        run(Flux.range(0, FEW)
                .flatMap(number -> uploaded.passing("job-" + number, specimen(number))
                        .then(one.adding(home(number), "job-" + number))
                        .flatMap(task -> one.tasks.await(task.id()))));
        run(Flux.range(0, FEW).flatMap(number -> moved(number % 4 < 2 ? one : two, number), CLIENTS));
        List.of("main", "other")
                .forEach(repository -> assertThat(one.members(repository))
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, FEW)
                                .filter(number -> !home(number).equals(repository))
                                .mapToObj(number -> specimen(number).reported())
                                .toList()));
        HistoryChecker checker = new HistoryChecker(database);
        assertThat(checker.check("main", List.of(), List.of())).isEmpty();
        assertThat(checker.check("other", List.of(), List.of())).isEmpty();
    }

    private static String home(int number) {
        return number % 2 == 0 ? "main" : "other";
    }

    private static Mono<Task> moved(LibraryNode node, int number) {
        List<PackageKey> keys = List.of(specimen(number).found(1).key());
        String from = home(number);
        Wanted there =
                new Wanted(home(number + 1), List.of(), List.of(), List.of(new Wanted.Taking(from, keys)), false);
        Wanted here = new Wanted(from, List.of(), keys, List.of(), false);
        return node.changes
                .submit(CALLER, List.of(there, here), Listing.UNLISTED)
                .flatMap(task -> node.tasks.await(task.id()))
                .doOnNext(task -> assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED));
    }

    private Mono<Void> third(LibraryNode node, int number) {
        if (number % 3 != 0) {
            return Mono.empty();
        }
        Specimen specimen = specimen(number);
        PackageKey key = specimen.found(1).key();
        return node.members
                .remove(CALLER, "main", List.of(key), Listing.UNLISTED)
                .flatMap(task -> node.tasks.await(task.id()))
                .doOnNext(task -> {
                    assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
                    added.remove(specimen.reported());
                    removed.add(specimen.reported());
                })
                .then();
    }

    private void storm(int packages, LibraryNode... instances) {
        instances[0].withRepository("main");
        run(Flux.range(0, packages).flatMap(number -> added(instances[number % instances.length], number), CLIENTS));
        assertHistoryHolds();
    }

    private static void run(Flux<?> clients) {
        StepVerifier.create(clients.then()).expectComplete().verify(LONG);
    }

    private void assertHistoryHolds() {
        assertThat(new HistoryChecker(database).check("main", added, removed)).isEmpty();
    }

    private Mono<Task> added(LibraryNode node, int number) {
        String directory = "job-" + number;
        return uploaded.passing(directory, specimen(number))
                .then(node.adding("main", directory))
                .flatMap(task -> node.tasks.await(task.id()))
                .doOnNext(task ->
                        AdditionsIT.texts(task, "added").forEach(line -> added.add(line.replace(" added", ""))));
    }

    private static Specimen specimen(int number) {
        return Specimen.deb("storm-" + number, "1.0", "content " + number);
    }

    private LibraryNode node(Parts parts) {
        LibraryNode node = LibraryNode.closed(database, uploaded, parts).open();
        nodes.add(node);
        return node;
    }
}
