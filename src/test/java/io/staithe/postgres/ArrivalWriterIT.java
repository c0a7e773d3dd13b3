package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.deb.PackageKind;
import io.staithe.intake.FileName;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.inspection.Findings;
import io.staithe.intake.inspection.Findings.Contents;
import io.staithe.intake.inspection.Findings.State;
import io.staithe.library.addition.Acceptance.Arrived;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.task.Payloads.Target;
import io.staithe.pool.Location;
import io.staithe.queue.Announcements;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class ArrivalWriterIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = Connections.client(testDatabase.connections());
    private final PgAcceptedFiles files = new PgAcceptedFiles(database);
    private final Announcements announcements = new Announcements();
    private final PgAcceptance acceptance = new PgAcceptance(database, files, announcements);

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void whatComesHasItsTaskAndItsRowsAtOnceAndNoDirectory() {
        Queue<Task> announced = new ConcurrentLinkedQueue<>();
        announcements.onAccepted(announced::add);
        Target target = new Target(repository("main", "NULL"), "main");
        List<Optional<Arrived>> arrived = enter(entry(target, "one", "/1"), entry(target, "two", "/2"));
        List<Task> tasks =
                arrived.stream().map(Optional::orElseThrow).map(Arrived::task).toList();
        assertThat(announced).containsExactlyInAnyOrderElementsOf(tasks);
        List<TaskId> ids = tasks.stream().map(Task::id).toList();
        List<AcceptedFile> remembered = of(files, ids);
        assertThat(remembered)
                .isEqualTo(of(new PgAcceptedFiles(database), ids))
                .extracting(AcceptedFile::path)
                .containsExactly("v1/one/one.deb", "v1/two/two.deb");
        assertThat(arrived.get(0).orElseThrow().file().blob())
                .isEqualTo(remembered.get(0).blob());
        assertThat(List.of("task", "task_lane", "task_file", "blob", "inspection", "outbox"))
                .allSatisfy(table -> assertThat(count(table)).as(table).isEqualTo(2));
        assertThat(count("upload_directory")).isZero();
    }

    @Test
    void bytesThatAreKeptAlreadyAreLeftToAnotherWay() {
        Target target = new Target(repository("main", "NULL"), "main");
        assertThat(enter(entry(target, "one", "/1"))).doesNotContain(Optional.empty());
        assertThat(enter(entry(target, "one", "/again"))).containsExactly(Optional.empty());
        assertThat(enter(entry(target, "new", "/2"), entry(target, "new", "/3")).stream()
                        .filter(Optional::isPresent))
                .as("equal bytes that come at once")
                .hasSize(1);
        assertThat(List.of("task", "task_file", "blob", "outbox"))
                .allSatisfy(table -> assertThat(count(table)).as(table).isEqualTo(2));
    }

    @Test
    void whatIsForARepositoryThatIsNotTheOneOfItsNameIsLeftOutOfItsGroup() {
        long living = repository("living", "NULL");
        long dropped = repository("dropped", "now()");
        assertThat(enter(
                        entry(new Target(dropped, "dropped"), "a", "/a"),
                        entry(new Target(living, "living"), "b", "/b"),
                        entry(new Target(living, "renamed"), "c", "/c")))
                .extracting(Optional::isPresent)
                .containsExactly(false, true, false);
        assertThat(count("blob")).isOne();
    }

    @Test
    void bytesThatWereRenouncedAreNotWrittenLater() {
        Target target = new Target(repository("main", "NULL"), "main");
        NewFile late = file("late", "/late");
        assertThat(new PgBlobs(database)
                        .renounce(late.digests(), late.location())
                        .block(TIMEOUT))
                .isEqualTo(late.location());
        assertThat(acceptance
                        .acceptNew(target, task(), "v1/late", late)
                        .materialize()
                        .block(TIMEOUT))
                .matches(signal -> signal.isOnError());
        assertThat(count("task")).isZero();
    }

    private List<Optional<Arrived>> enter(Mono<?>... entries) {
        return Objects.requireNonNull(Flux.mergeSequential(List.of(entries).stream()
                        .map(entry ->
                                entry.cast(Arrived.class).map(Optional::of).defaultIfEmpty(Optional.empty()))
                        .toList())
                .collectList()
                .block(TIMEOUT));
    }

    private Mono<Arrived> entry(Target target, String content, String location) {
        return acceptance.acceptNew(target, task(), "v1/" + content, file(content, location));
    }

    private static NewFile file(String content, String location) {
        Findings findings =
                new Findings(PackageKind.DEB, "Package: " + content, null, new Contents(State.PASSED, null, null));
        return new NewFile(
                new FileName(content + ".deb"), Specimen.digests(content), new Location("aa" + location), findings);
    }

    private long repository(String name, String droppedAt) {
        return number(
                "INSERT INTO repository (name, dropped_at) VALUES ('" + name + "', " + droppedAt + ") RETURNING id");
    }

    private long count(String table) {
        return number("SELECT count(*) FROM " + table);
    }

    private long number(String sql) {
        return Objects.requireNonNull(
                database.sql(sql).mapValue(Long.class).one().block(TIMEOUT));
    }

    private static List<AcceptedFile> of(PgAcceptedFiles files, List<TaskId> tasks) {
        return Objects.requireNonNull(files.of(tasks).collectList().block(TIMEOUT));
    }

    private static NewTask task() {
        return new NewTask(
                "test",
                1,
                "{}",
                "a test",
                Caller.trusted("ci"),
                "-",
                List.of(new Lane("repository/1")),
                List.of(),
                false);
    }
}
