package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.CatalogFault;
import io.staithe.fault.Refused;
import io.staithe.library.Repositories.NewRepository;
import io.staithe.library.copy.Copies.Manner;
import io.staithe.library.copy.Copies.Wanted;
import io.staithe.library.copy.CopyFault;
import io.staithe.queue.Listing;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Copies from repository to repository, and from snapshots into new repositories. */
final class CopiesIT {
    private static final Manner PLAIN = new Manner(false, false);

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node = LibraryNode.closed(database, uploaded, LibraryNode.Parts.usual());

    @BeforeEach
    void open() {
        node.open().withRepository("origin").withRepository("target");
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @Test
    void whatFitsIsPutInOnceAndTheOriginStaysAsItIs() {
        uploaded.other("in-origin", "tool.tar", "tool.tar").block(TIMEOUT);
        given("origin", Specimen.deb("hello", "1.0", "one"), Specimen.source("tool", "2.0", List.of("tool.tar")));
        long before = node.revision("origin");
        assertThat(succeeded(copy("Name (% *)", PLAIN)))
                .containsExactly("added hello-1.0(amd64)", "added tool-2.0(source)");
        assertThat(succeeded(copy("hello", PLAIN))).containsExactly("added hello-1.0(amd64)");
        assertThat(node.members("target")).containsExactly("hello_1.0_amd64", "tool_2.0_source");
        assertThat(node.revision("target")).isEqualTo(1);
        assertThat(node.revision("origin")).isEqualTo(before);
        assertHistory("target");
    }

    @Test
    void aPreviewChangesNothing() {
        given("origin", Specimen.deb("hello", "1.0", "one"));
        assertThat(succeeded(copy("hello", new Manner(false, true)))).containsExactly("added hello-1.0(amd64)");
        assertThat(node.members("target")).isEmpty();
    }

    @Test
    void otherBytesInThePlaceOfOneFailTheTaskAndNothingIsChanged() {
        given("origin", Specimen.deb("able", "1.0", "a"), Specimen.deb("hello", "1.0", "one"));
        given("target", Specimen.deb("hello", "1.0", "other"));
        assertFailed(copy("able | hello", PLAIN), CatalogFault.PACKAGE_DIFFERS.slug());
        assertThat(node.members("target")).containsExactly("hello_1.0_amd64");
    }

    @Test
    void aCopySeesWhatWasAcceptedBeforeItAndNothingIsLostAmongTen() {
        Flux.range(0, 10)
                .concatMap(number -> uploaded.passing("in" + number, Specimen.deb("p" + number, "1.0", "c" + number))
                        .then(node.adding("origin", "in" + number))
                        .then(accepted("Name", PLAIN)))
                .flatMap(task -> node.tasks.await(task.id()))
                .doOnNext(task -> assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED))
                .blockLast(TIMEOUT);
        assertThat(node.members("target")).hasSize(10);
        assertHistory("target");
    }

    @Test
    void crossedCopiesDoNotWaitForEachOther() {
        given("origin", Specimen.deb("hello", "1.0", "one"));
        given("target", Specimen.deb("world", "1.0", "two"));
        Wanted back = new Wanted("origin", "target", "Name", PLAIN);
        Flux.range(0, 20)
                .flatMap(number ->
                        number % 2 == 0 ? accepted("Name", PLAIN) : node.copies.copy(CALLER, back, Listing.UNLISTED))
                .flatMap(task -> node.tasks.await(task.id()))
                .doOnNext(task -> assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED))
                .blockLast(TIMEOUT);
        assertThat(node.members("origin")).containsExactly("hello_1.0_amd64", "world_1.0_amd64");
        assertThat(node.members("target")).containsExactly("hello_1.0_amd64", "world_1.0_amd64");
    }

    @Test
    void bytesThatAreGoneFailTheCopy() {
        given("origin", Specimen.deb("hello", "1.0", "one"));
        doomAll();
        assertFailed(copy("hello", PLAIN), CatalogFault.BYTES_GONE.slug());
    }

    @Test
    void aRepositoryIsNotCopiedIntoItself() {
        StepVerifier.create(node.copies.copy(CALLER, new Wanted("origin", "origin", "hello", PLAIN), Listing.UNLISTED))
                .expectErrorSatisfies(
                        failure -> assertThat(((Refused) failure).code()).isEqualTo(CopyFault.SAME_REPOSITORY))
                .verify(TIMEOUT);
    }

    @Test
    void aRepositoryOfASnapshotHoldsWhatItHeldAndGoesItsOwnWay() {
        uploaded.other("in-origin", "tool.tar", "tool.tar").block(TIMEOUT);
        given("origin", Specimen.deb("hello", "1.0", "one"), Specimen.source("tool", "2.0", List.of("tool.tar")));
        snapshot("first");
        given("origin", Specimen.deb("hello", "2.0", "later"));
        assertThat(node.done(fill("new", "first")).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(node.members("new")).containsExactly("hello_1.0_amd64", "tool_2.0_source");
        given("new", Specimen.deb("world", "1.0", "two"));
        assertThat(node.members("new")).hasSize(3);
        assertThat(node.revision("new")).isEqualTo(2);
        assertHistory("new");
    }

    @Test
    void aRepositoryOfAnEmptySnapshotIsANewOne() {
        snapshot("nothing");
        node.done(fill("new", "nothing"));
        assertThat(node.revision("new")).isZero();
        assertHistory("new");
    }

    @Test
    void aRepositoryIsNotMadeOfBytesThatAreGoneNorUnderATakenName() {
        given("origin", Specimen.deb("hello", "1.0", "one"));
        snapshot("first");
        assertFailed(node.done(fill("target", "first")), CatalogFault.REPOSITORY_EXISTS.slug());
        doomAll();
        assertFailed(node.done(fill("new", "first")), CatalogFault.BYTES_GONE.slug());
        assertThat(node.catalog.repository("new").blockOptional(TIMEOUT)).isEmpty();
    }

    private void given(String repository, Specimen... specimens) {
        Flux.fromArray(specimens)
                .concatMap(specimen -> uploaded.passing("in-" + repository, specimen))
                .blockLast(TIMEOUT);
        node.add(repository, "in-" + repository);
    }

    private void snapshot(String name) {
        node.done(node.snapshots.create(CALLER, "origin", name, "", Listing.UNLISTED));
    }

    private Mono<Task> fill(String name, String snapshot) {
        return node.copies.fill(CALLER, new NewRepository(name, "", "", null), snapshot, Listing.UNLISTED);
    }

    private Task copy(String query, Manner how) {
        return node.done(accepted(query, how));
    }

    private Mono<Task> accepted(String query, Manner how) {
        return node.copies.copy(CALLER, new Wanted("target", "origin", query, how), Listing.UNLISTED);
    }

    private void doomAll() {
        node.database
                .sql("UPDATE blob SET state = 'doomed', doomed_at = now()")
                .then()
                .block(TIMEOUT);
    }

    private void assertHistory(String repository) {
        assertThat(new HistoryChecker(database).check(repository, List.of(), List.of()))
                .isEmpty();
    }

    private static List<String> succeeded(Task task) {
        assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
        return AdditionsIT.value(task)
                .path("added")
                .valueStream()
                .map(each -> each.asString())
                .toList();
    }

    private static void assertFailed(Task task, String code) {
        assertThat(task.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(code));
    }
}
