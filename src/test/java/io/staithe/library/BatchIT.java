package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.KEEPING;
import static io.staithe.library.LibraryNode.PLAIN;
import static io.staithe.library.LibraryNode.REPLACING;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.Members.Addition;
import io.staithe.library.addition.Source;
import io.staithe.postgres.PgLedger;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Tasks that are accepted before the lanes open, so that they run as one batch, in the order of their acceptance. */
final class BatchIT {
    private static final Specimen HELLO = Specimen.deb("hello", "1.0", "one");
    private static final Specimen OTHER_HELLO = Specimen.deb("hello", "1.0", "two");
    private static final Specimen WORLD = Specimen.deb("world", "2.0", "three");

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final List<LibraryNode> open = new ArrayList<>();
    private final LibraryNode node =
            LibraryNode.closed(database, uploaded, LibraryNode.Parts.usual().batching(64, 20));

    @BeforeEach
    void makeRepository() {
        LibraryNode maker = LibraryNode.closed(
                        database, uploaded, LibraryNode.Parts.usual().named("maker"))
                .open()
                .withRepository("main");
        maker.stop();
    }

    @AfterEach
    void stop() {
        open.forEach(LibraryNode::stop);
        database.connections().dispose();
    }

    @Test
    void refusalsInTheMiddleTakeNoRevision() {
        uploaded.passing("a", HELLO).block(TIMEOUT);
        uploaded.passing("b", OTHER_HELLO).block(TIMEOUT);
        uploaded.refused("c", "bad_1_amd64.deb", "bad").block(TIMEOUT);
        uploaded.passing("d", WORLD).block(TIMEOUT);
        List<Task> done = run(accept("a", PLAIN), accept("b", PLAIN), accept("c", PLAIN), accept("d", PLAIN));
        assertThat(done).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
        assertThat(AdditionsIT.texts(done.get(1), "failedFiles")).containsExactly("b/hello_1.0_amd64.deb");
        assertThat(AdditionsIT.texts(done.get(2), "failedFiles")).containsExactly("c/bad_1_amd64.deb");
        assertThat(node.revision("main")).isEqualTo(2);
        assertHistory(List.of("hello_1.0_amd64", "world_2.0_amd64"));
    }

    @Test
    void laterTasksSeeWhatEarlierOnesDid() {
        uploaded.passing("a", HELLO).block(TIMEOUT);
        uploaded.passing("b", OTHER_HELLO).block(TIMEOUT);
        uploaded.passing("c", HELLO).block(TIMEOUT);
        List<Task> done = run(accept("a", PLAIN), accept("b", REPLACING), accept("c", REPLACING));
        assertThat(AdditionsIT.texts(done.get(1), "removed")).hasSize(1);
        assertThat(AdditionsIT.texts(done.get(2), "removed")).hasSize(1);
        assertThat(node.revision("main")).isEqualTo(3);
        assertThat(count("SELECT count(*) FROM membership")).isEqualTo(3);
        assertThat(count("SELECT count(*) FROM package")).isEqualTo(2);
        assertHistory(List.of("hello_1.0_amd64"));
    }

    @Test
    void twoTasksMayHaveBeenAcceptedWithTheSameFile() {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        List<Task> done = run(accept("in", PLAIN), accept("in", PLAIN));
        done.forEach(task -> assertThat(AdditionsIT.texts(task, "added")).containsExactly("hello_1.0_amd64 added"));
        assertThat(node.revision("main")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM upload_directory")).isZero();
    }

    @Test
    void tasksOfOneDirectoryAddWhatWasThereAtTheirAcceptance() {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        Task first = accept("in", KEEPING);
        uploaded.passing("in", WORLD).block(TIMEOUT);
        List<Task> done = run(first, accept("in", PLAIN));
        assertThat(AdditionsIT.texts(done.get(0), "added")).containsExactly("hello_1.0_amd64 added");
        assertThat(AdditionsIT.texts(done.get(1), "added")).hasSize(2);
        assertThat(count("SELECT count(*) FROM upload_directory")).isZero();
    }

    @Test
    void aFileThatChangedSinceIsAddedAsItWasAcceptedAndTheNewOneStays() {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        Task accepted = accept("in", PLAIN);
        uploaded.passing("in", OTHER_HELLO).block(TIMEOUT);
        run(accepted);
        assertThat(count("SELECT count(*) FROM package p JOIN blob b ON b.id = p.blob_id WHERE encode(b.sha256, 'hex')"
                        + " = '" + Specimen.digests("one").sha256() + "'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM upload_file f JOIN blob b ON b.id = f.blob_id WHERE"
                        + " encode(b.sha256, 'hex') = '"
                        + Specimen.digests("two").sha256() + "'"))
                .isEqualTo(1);
        assertHistory(List.of("hello_1.0_amd64"));
    }

    @Test
    void aDirectoryThatIsDeletedAfterAcceptanceIsAddedAllTheSame() {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        Task accepted = accept("in", PLAIN);
        node.database.sql("DELETE FROM upload_directory").then().block(TIMEOUT);
        assertThat(AdditionsIT.texts(run(accepted).get(0), "warnings")).isEmpty();
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64");
    }

    @Test
    void aSnapshotSeesEveryChangeAcceptedBeforeItAndNoneAfter() {
        uploaded.passing("a", HELLO).block(TIMEOUT);
        uploaded.passing("b", WORLD).block(TIMEOUT);
        Task before = accept("a", PLAIN);
        Task snapshot = Objects.requireNonNull(node.snapshots
                .create(CALLER, "main", "first", "as it was", Listing.UNLISTED)
                .block(TIMEOUT));
        List<Task> done = run(before, snapshot, accept("b", PLAIN));
        assertThat(done).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
        assertThat(node.packagesOf("first")
                        .map(member -> member.key().name().value())
                        .collectList()
                        .block(TIMEOUT))
                .containsExactly("hello");
        assertThat(node.members("main")).hasSize(2);
        assertThat(AdditionsIT.value(done.get(1)).path("sourceKind").asString()).isEqualTo("local");
    }

    @Test
    void manyTasksApplyInTheOrderOfTheirAcceptance() {
        List<Task> accepted = new ArrayList<>();
        for (int number = 0; number < 50; number++) {
            uploaded.passing("d" + number, Specimen.deb("p" + number, "1", "c" + number))
                    .block(TIMEOUT);
            accepted.add(accept("d" + number, PLAIN));
        }
        run(accepted.toArray(Task[]::new));
        assertThat(node.database
                        .sql("SELECT p.name FROM membership m JOIN package p ON p.id = m.package_id"
                                + " ORDER BY m.since_revision")
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block(TIMEOUT))
                .containsExactlyElementsOf(
                        Flux.range(0, 50).map(number -> "p" + number).toIterable());
        assertThat(node.revision("main")).isEqualTo(50);
        assertHistory(List.of());
    }

    @Test
    void anAdditionToARepositoryThatWasDroppedBeforeItFails() {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        Task drop = Objects.requireNonNull(node.repositories
                .drop(CALLER, "main", Force.NO, Listing.UNLISTED)
                .block(TIMEOUT));
        List<Task> done = run(drop, accept("in", PLAIN));
        assertThat(done).extracting(Task::state).containsExactly(TaskState.SUCCEEDED, TaskState.FAILED);
        assertThat(AdditionsIT.value(done.get(1)).asString()).isEqualTo("local repo with name main not found");
        assertThat(count("SELECT count(*) FROM upload_file")).isEqualTo(1);
    }

    @Test
    void aCancelInTheMiddleOfAChangeDoesNotCutIt() {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        Sinks.Empty<Void> reached = Sinks.empty();
        Sinks.Empty<Void> cue = Sinks.empty();
        Mono<Void> pause = Mono.defer(() -> {
            reached.tryEmitEmpty();
            return cue.asMono();
        });
        LibraryNode slow = LibraryNode.closed(
                database,
                uploaded,
                LibraryNode.Parts.usual()
                        .named("slow")
                        .under(client -> StagedLedger.unfinished(new PgLedger(client), pause)));
        Task task = MutantsIT.claimed(slow, accept("in", PLAIN));
        Disposable client = MutantsIT.perform(slow, task).subscribe();
        reached.asMono().block(TIMEOUT);
        client.dispose();
        cue.tryEmitEmpty();
        open.add(node.open());
        assertThat(node.done(Mono.just(task)).state()).isEqualTo(TaskState.SUCCEEDED);
        assertHistory(List.of("hello_1.0_amd64"));
    }

    private Task accept(String directory, Addition how) {
        return Objects.requireNonNull(node.members
                .add(CALLER, "main", new Source(directory, null), how, Listing.UNLISTED)
                .block(TIMEOUT));
    }

    private List<Task> run(Task... accepted) {
        open.add(node.open());
        return Objects.requireNonNull(Flux.fromArray(accepted)
                .concatMap(task -> node.tasks.await(task.id()))
                .collectList()
                .block(TIMEOUT));
    }

    private void assertHistory(List<String> added) {
        assertThat(new HistoryChecker(database).check("main", added, List.of())).isEmpty();
    }

    private long count(String sql) {
        return Objects.requireNonNull(
                Mono.from(node.database.sql(sql).mapValue(Long.class).one()).block(TIMEOUT));
    }
}
