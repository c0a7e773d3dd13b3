package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import io.staithe.library.Repositories.NewRepository;
import io.staithe.library.Repositories.RepositoryEdit;
import io.staithe.queue.Listing;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Making, editing, dropping and snapshotting repositories, and taking packages out of them. */
final class RepositoryTasksIT {
    private static final Specimen HELLO = Specimen.deb("hello", "1.0", "one");
    private static final Specimen WORLD = Specimen.deb("world", "2.0", "two");

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node = LibraryNode.closed(database, uploaded, LibraryNode.Parts.usual());

    @BeforeEach
    void open() {
        node.open().withRepository("main");
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @Test
    void aNewRepositoryIsEmptyAndTellsItself() {
        Task made = node.done(node.repositories.create(
                CALLER, new NewRepository("my @ repo", "words", "bookworm", "contrib"), Listing.LISTED));
        assertThat(AdditionsIT.value(made).path("defaultComponent").asString()).isEqualTo("contrib");
        assertThat(node.repositories
                        .list(CALLER)
                        .map(Repository::name)
                        .collectList()
                        .block(TIMEOUT))
                .containsExactly("main", "my @ repo");
        assertThat(node.members("my @ repo")).isEmpty();
    }

    @Test
    void aTakenNameFailsTheTask() {
        Task again =
                node.done(node.repositories.create(CALLER, new NewRepository("main", "", "", null), Listing.UNLISTED));
        assertFailed(again, CatalogFault.REPOSITORY_EXISTS, "local repo with name main already exists");
    }

    @Test
    void aNameOfNothingIsRefusedAtOnce() {
        StepVerifier.create(node.repositories.create(CALLER, new NewRepository(" ", "", "", null), Listing.UNLISTED))
                .expectErrorSatisfies(
                        failure -> assertThat(((Refused) failure).code()).isEqualTo(CatalogFault.BAD_REPOSITORY_NAME))
                .verify(TIMEOUT);
    }

    @Test
    void anEditChangesWhatIsGivenAndIsARevision() {
        Task edited = node.done(edit("main", new RepositoryEdit("renamed", null, "trixie", null)));
        assertThat(AdditionsIT.value(edited).path("name").asString()).isEqualTo("renamed");
        Repository now =
                Objects.requireNonNull(node.catalog.repository("renamed").block(TIMEOUT));
        assertThat(now.defaultDistribution()).isEqualTo("trixie");
        assertThat(now.defaultComponent()).isEmpty();
        assertThat(now.revision()).isEqualTo(1);
        node.done(edit("renamed", new RepositoryEdit(null, null, "trixie", null)));
        assertThat(node.revision("renamed")).isEqualTo(1);
        assertThat(new HistoryChecker(database).check("renamed", List.of(), List.of()))
                .isEmpty();
    }

    @Test
    void additionsFollowTheNameOfARepositoryWhoeverHasIt() {
        given("main", Specimen.deb("first", "1", "one"));
        node.done(edit("main", new RepositoryEdit("former", null, null, null)));
        node.withRepository("main");
        given("main", Specimen.deb("second", "1", "two"));
        assertThat(node.members("former")).containsExactly("first_1_amd64");
        assertThat(node.members("main")).containsExactly("second_1_amd64");
        drop("main", Force.NO);
        StepVerifier.create(node.adding("main", "given"))
                .expectErrorSatisfies(
                        failure -> assertThat(((Refused) failure).code()).isEqualTo(CatalogFault.UNKNOWN_REPOSITORY))
                .verify(TIMEOUT);
    }

    @Test
    void aRenameToATakenNameIsRefusedAtOnce() {
        node.withRepository("other");
        StepVerifier.create(edit("main", new RepositoryEdit("other", null, null, null)))
                .expectErrorSatisfies(failure ->
                        assertThat(failure).hasMessage("unable to rename: local repo \"other\" already exists"))
                .verify(TIMEOUT);
    }

    @Test
    void aDroppedRepositoryFreesItsNameAndItsSnapshotsStayReadable() {
        given("main", HELLO);
        snapshot("first");
        assertFailed(
                drop("main", Force.NO),
                CatalogFault.REPOSITORY_HAS_SNAPSHOTS,
                "unable to drop, local repo has snapshots, use ?force=1 to override");
        assertThat(drop("main", Force.YES).state()).isEqualTo(TaskState.SUCCEEDED);
        node.withRepository("main");
        assertThat(node.members("main")).isEmpty();
        assertThat(names("first")).containsExactly("hello");
    }

    @Test
    void aPublishedRepositoryIsNotDropped() {
        publish("repository_id", "repository");
        assertFailed(
                drop("main", Force.YES), CatalogFault.REPOSITORY_PUBLISHED, "unable to drop, local repo is published");
        node.database.sql("UPDATE publication SET dropped_at = now()").then().block(TIMEOUT);
        assertThat(drop("main", Force.NO).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void snapshotsHaveNamesOfTheirOwn() {
        snapshot("first");
        assertFailed(snapshotted("first"), CatalogFault.SNAPSHOT_EXISTS, "snapshot with name first already exists");
        Task dropped = node.done(node.snapshots.drop(CALLER, "first", Force.NO, Listing.UNLISTED));
        assertThat(dropped.state()).isEqualTo(TaskState.SUCCEEDED);
        snapshot("first");
        assertThat(node.snapshots
                        .list(CALLER)
                        .map(counted -> counted.snapshot().name())
                        .collectList()
                        .block(TIMEOUT))
                .containsExactly("first");
        StepVerifier.create(node.snapshots.show(CALLER, "none"))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessage("snapshot with name none not found"))
                .verify(TIMEOUT);
    }

    @Test
    void aPublishedSnapshotIsNotDropped() {
        snapshot("first");
        publish("snapshot_id", "snapshot");
        assertFailed(
                node.done(node.snapshots.drop(CALLER, "first", Force.YES, Listing.UNLISTED)),
                CatalogFault.SNAPSHOT_PUBLISHED,
                "unable to drop: snapshot is published");
    }

    @Test
    void removedPackagesStayInOlderSnapshots() {
        given("main", HELLO, WORLD);
        snapshot("first");
        Task removed = remove(key("hello"));
        assertThat(removed.output()).isEqualTo("Loading packages...\nRemoving package hello\n");
        assertThat(AdditionsIT.value(removed).path("name").asString()).isEqualTo("main");
        assertThat(node.members("main")).containsExactly("world_2.0_amd64");
        assertThat(names("first")).containsExactly("hello", "world");
        assertThat(new HistoryChecker(database).check("main", List.of("world_2.0_amd64"), List.of("hello_1.0_amd64")))
                .isEmpty();
    }

    @Test
    void aKnownPackageThatIsNoMemberIsIgnored() {
        given("main", HELLO);
        PackageKey hello = key("hello");
        remove(hello);
        assertThat(remove(hello).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(node.revision("main")).isEqualTo(2);
    }

    @Test
    void anUnknownKeyFailsTheTaskAndRemovesNothing() {
        given("main", HELLO);
        PackageKey unknown = PackageKey.parse("Pamd64 nothing 1.0 0123456789abcdef");
        assertFailed(
                remove(key("hello"), unknown),
                CatalogFault.UNKNOWN_PACKAGE,
                "packages Pamd64 nothing 1.0 0123456789abcdef: key not found");
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64");
    }

    @Test
    void aPackageThatComesBackGetsANewInterval() {
        given("main", HELLO);
        remove(key("hello"));
        given("main", HELLO);
        assertThat(node.database
                        .sql("SELECT concat(since_revision, '-', until_revision) FROM membership ORDER BY id")
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block(TIMEOUT))
                .containsExactly("1-2", "3-");
    }

    private Mono<Task> edit(String name, RepositoryEdit edit) {
        return node.repositories.edit(CALLER, name, edit, Listing.UNLISTED);
    }

    private Task drop(String name, Force force) {
        return node.done(node.repositories.drop(CALLER, name, force, Listing.UNLISTED));
    }

    private void snapshot(String name) {
        assertThat(snapshotted(name).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    private Task snapshotted(String name) {
        return node.done(node.snapshots.create(CALLER, "main", name, "", Listing.UNLISTED));
    }

    private Task remove(PackageKey... keys) {
        return node.done(node.members.remove(CALLER, "main", List.of(keys), Listing.UNLISTED));
    }

    private void given(String repository, Specimen... specimens) {
        for (Specimen specimen : specimens) {
            uploaded.passing("given", specimen).block(TIMEOUT);
        }
        node.add(repository, "given");
    }

    private PackageKey key(String name) {
        return Objects.requireNonNull(node.packages("main")
                .filter(member -> member.key().name().value().equals(name))
                .map(member -> member.key())
                .next()
                .block(TIMEOUT));
    }

    private List<String> names(String snapshot) {
        return Objects.requireNonNull(node.packagesOf(snapshot)
                .map(member -> member.key().name().value())
                .collectList()
                .block(TIMEOUT));
    }

    private void publish(String column, String table) {
        node.database
                .sql("WITH made AS (INSERT INTO publication (prefix, distribution, dialect, source_kind, architectures,"
                        + " options) VALUES ('.', 'bookworm', 'aptly', 'local', '{}', '{}') RETURNING id)"
                        + " INSERT INTO publication_source (publication_id, component, " + column + ")"
                        + " SELECT made.id, 'main', source.id FROM made, " + table + " source")
                .then()
                .block(TIMEOUT);
    }

    private static void assertFailed(Task task, CatalogFault code, String message) {
        assertThat(task.outcome()).isEqualTo(new Outcome.Failed(code.slug(), code.category(), message));
    }
}
