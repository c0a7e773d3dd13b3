package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Ledger;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.library.LibraryNode.Parts;
import io.staithe.postgres.Mutants;
import io.staithe.postgres.PgLedger;
import io.staithe.postgres.PgTaskStore;
import io.staithe.queue.Listing;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskStore;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.HistoryChecker.Kind;
import io.staithe.testkit.HistoryChecker.Violation;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** With a word of the law missing the checker names the violation; with the law as it is, the same play ends well. */
@Tag("race")
final class MutantsIT {
    private static final Specimen HELLO = Specimen.deb("hello", "1.0", "one");
    private static final Specimen WORLD = Specimen.deb("world", "2.0", "two");

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);

    @BeforeEach
    void makeRepository() {
        LibraryNode.closed(database, uploaded, Parts.usual().named("maker"))
                .open()
                .withRepository("main")
                .stop();
    }

    @AfterEach
    void stop() {
        database.connections().dispose();
    }

    @Test
    void withoutTheConditionTwoChangesClaimOneRevision() {
        assertThat(twoChangesThatReadTheSameRevision(Mutants::unconditional))
                .contains(new Violation(Kind.TWO_CHANGES_CLAIM_ONE_REVISION, "2 changes claim revision 1"));
    }

    @Test
    void withTheConditionTheLoserOfTheRaceReadsAgain() {
        assertThat(twoChangesThatReadTheSameRevision(PgLedger::new)).isEmpty();
    }

    /** The second guard, the key of the log, is taken away in both plays: the law alone has to hold. */
    private List<Violation> twoChangesThatReadTheSameRevision(Function<DatabaseClient, Ledger> law) {
        LibraryNode node = LibraryNode.closed(
                database,
                uploaded,
                Parts.usual().withoutLanes(8).under(client -> StagedLedger.pairing(law.apply(client))));
        execute(node, "ALTER TABLE revision DROP CONSTRAINT revision_number");
        uploaded.passing("a", HELLO).block(TIMEOUT);
        uploaded.passing("b", WORLD).block(TIMEOUT);
        node.open();
        Flux.just("a", "b")
                .flatMap(directory -> node.adding("main", directory).flatMap(task -> node.tasks.await(task.id())))
                .blockLast(TIMEOUT);
        node.stop();
        return new HistoryChecker(database).check("main", List.of("hello_1.0_amd64", "world_2.0_amd64"), List.of());
    }

    @Test
    void withoutTheAttemptALateRemovalTakesAnAcknowledgedPackage() {
        assertThat(removalThatGoesOnTooLate(Mutants::unfenced))
                .containsExactly(new Violation(
                        Kind.ACKNOWLEDGED_PACKAGE_GONE, "hello_1.0_amd64 was acknowledged and is no member of main"));
    }

    @Test
    void withTheAttemptALateRemovalIsRolledBack() {
        assertThat(removalThatGoesOnTooLate(PgTaskStore::new)).isEmpty();
    }

    /** Attempt 1 pauses, attempt 2 removes and settles, the package is added again, attempt 1 goes on. */
    private List<Violation> removalThatGoesOnTooLate(Function<DatabaseClient, TaskStore> store) {
        Sinks.Empty<Void> cue = Sinks.empty();
        Parts parts = Parts.usual().settling(store);
        LibraryNode prompt = LibraryNode.closed(database, uploaded, parts);
        LibraryNode late = LibraryNode.closed(
                database, uploaded, parts.under(client -> StagedLedger.holding(new PgLedger(client), cue.asMono())));
        add(prompt);
        Task removal = accepted(prompt.members.remove(CALLER, "main", List.of(key(prompt)), Listing.UNLISTED));
        CompletableFuture<Void> first = perform(late, claimed(late, removal)).toFuture();
        perform(prompt, claimed(prompt, removal)).block(TIMEOUT);
        assertThat(prompt.members("main")).isEmpty();
        add(prompt);
        assertThat(prompt.members("main")).containsExactly("hello_1.0_amd64");
        cue.tryEmitEmpty();
        Mono.fromFuture(first)
                .onErrorResume(MutantsIT::isSuperseded, superseded -> Mono.empty())
                .block(TIMEOUT);
        return new HistoryChecker(database).check("main", List.of("hello_1.0_amd64"), List.of());
    }

    private void add(LibraryNode node) {
        uploaded.passing("in", HELLO).block(TIMEOUT);
        perform(node, claimed(node, accepted(node.adding("main", "in")))).block(TIMEOUT);
    }

    private static Task accepted(Mono<Task> submitted) {
        return Objects.requireNonNull(submitted.block(TIMEOUT));
    }

    /** The task as whoever claims it gets it: running, one attempt further. */
    static Task claimed(LibraryNode node, Task task) {
        execute(
                node,
                "UPDATE task SET state = 'running', attempt = attempt + 1, started_at = now(), owner_instance = (SELECT min(id) FROM"
                        + " instance), owner_start = 1 WHERE id = " + task.id());
        return Objects.requireNonNull(
                new PgTaskStore(node.database).find(task.id()).block(TIMEOUT));
    }

    static Mono<Void> perform(LibraryNode node, Task task) {
        TaskHandler handler = node.handlers.stream()
                .filter(each -> each.kind().equals(task.kind()))
                .findFirst()
                .orElseThrow();
        return handler.perform(List.of(task));
    }

    private static PackageKey key(LibraryNode node) {
        return Objects.requireNonNull(
                node.packages("main").map(member -> member.key()).next().block(TIMEOUT));
    }

    private static boolean isSuperseded(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == QueueFault.SUPERSEDED;
    }

    private static void execute(LibraryNode node, String sql) {
        node.database.sql(sql).then().block(TIMEOUT);
    }
}
