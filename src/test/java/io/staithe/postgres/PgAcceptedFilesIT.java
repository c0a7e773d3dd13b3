package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Source;
import io.staithe.library.task.Payloads.Target;
import io.staithe.queue.Announcements;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.testkit.Session;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class PgAcceptedFilesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String KEPT = """
            WITH kept AS (
                INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
                SELECT 1, decode(md5(:path), 'hex'), substr(sha256(:path::bytea), 1, 20), sha256(:path::bytea),
                    sha512(:path::bytea), :path
                RETURNING id
            )
            """;
    private static final String UPLOAD = KEPT + """
            , directory AS (
                INSERT INTO upload_directory (name)
                VALUES (:directory)
                ON CONFLICT DO NOTHING
            )
            INSERT INTO upload_file (directory, name, blob_id, caller)
            SELECT :directory, :name, id, 'ci'
            FROM kept
            """;

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = Connections.client(testDatabase.connections());
    private final PgAcceptedFiles files = new PgAcceptedFiles(database);
    private final PgAcceptance acceptance = new PgAcceptance(database, files, new Announcements());

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void whatTheAcceptingInstanceRemembersIsWhatOthersRead() {
        upload("few", 2);
        upload("few/below", 1);
        upload("many", RecentFiles.FEW + 1);
        List<Task> accepted = Objects.requireNonNull(Flux.just("many", "few", "none", "few")
                .flatMapSequential(directory -> acceptance.accept(task(), new Source(directory, null)))
                .collectList()
                .block(TIMEOUT));
        List<TaskId> ids = accepted.stream().map(Task::id).toList();
        List<AcceptedFile> read = of(new PgAcceptedFiles(database), ids);
        assertThat(read).extracting(AcceptedFile::task).isSorted();
        assertThat(read).hasSize(RecentFiles.FEW + 1 + 3 + 3);
        assertThat(of(files, List.of(ids.get(1))))
                .extracting(AcceptedFile::path)
                .containsExactly("few/0.deb", "few/1.deb", "few/below/0.deb");
        assertThat(of(files, ids)).as("partly remembered").isEqualTo(read);
        assertThat(of(files, ids)).as("not remembered").isEqualTo(read);
    }

    @Test
    void bytesThatTakeAPlaceWhileItIsAcceptedAreNotForgotten() {
        upload("d", 3);
        TaskId task;
        try (Session upload = Session.begin(testDatabase)) {
            upload.run(KEPT.replace(":path", "'again'")
                    + "UPDATE upload_file SET blob_id = kept.id FROM kept WHERE directory = 'd' AND name = '1.deb'");
            var accepting = acceptance.accept(task(), new Source("d", null)).toFuture();
            upload.awaitWaiter();
            upload.commit();
            task = accepting.join().id();
        }
        List<AcceptedFile> read = of(new PgAcceptedFiles(database), List.of(task));
        assertThat(read).hasSize(3);
        assertThat(read.get(1).blob().location().value()).isEqualTo("again");
        assertThat(of(files, List.of(task))).isEqualTo(read);
    }

    @Test
    void anAdminsAdditionTakesNothingThatAnotherCallerPutInItsWay() {
        upload("app", 2);
        upload("app/x", 1);
        assertThat(database.sql("UPDATE upload_file SET caller = 'mallory' WHERE directory = 'app/x' OR name = '1.deb'")
                        .fetch()
                        .rowsUpdated()
                        .block(TIMEOUT))
                .isEqualTo(2);
        List<TaskId> accepted = List.of(new Source("app", null), new Source("app", "1.deb")).stream()
                .map(source ->
                        Objects.requireNonNull(acceptance.accept(task(), source).block(TIMEOUT)))
                .map(Task::id)
                .toList();
        assertThat(of(files, accepted)).extracting(AcceptedFile::path).containsExactly("app/0.deb");
    }

    @Test
    void noMoreAreReadThanAskedFor() {
        upload("few", 3);
        Task task = Objects.requireNonNull(
                acceptance.accept(task(), new Source("few", null)).block(TIMEOUT));
        for (String how : List.of("remembered", "read")) {
            assertThat(files.of(List.of(task.id()), 2).collectList().block(TIMEOUT))
                    .as(how)
                    .hasSize(2);
        }
    }

    @Test
    void whatIsForARepositoryThatIsNotTheOneOfItsNameIsLeftOutOfItsGroup() {
        upload("in", 1);
        long living = repository("living", "NULL");
        long dropped = repository("dropped", "now()");
        Source in = new Source("in", null);
        List<Mono<Task>> asked = List.of(
                acceptance.acceptIfStill(new Target(dropped, "dropped"), task(), in),
                acceptance.acceptIfStill(new Target(living, "living"), task(), in),
                acceptance.acceptIfStill(new Target(living, "renamed"), task(), in),
                acceptance.acceptIfStill(new Target(living + dropped, "none"), task(), in),
                acceptance.accept(task(), in));
        List<Optional<Task>> accepted = Objects.requireNonNull(Flux.mergeSequential(asked.stream()
                        .map(task -> task.map(Optional::of).defaultIfEmpty(Optional.empty()))
                        .toList())
                .collectList()
                .block(TIMEOUT));
        assertThat(accepted).extracting(Optional::isPresent).containsExactly(false, true, false, false, true);
        List<TaskId> ids =
                accepted.stream().flatMap(Optional::stream).map(Task::id).toList();
        assertThat(of(files, ids)).hasSize(2).isEqualTo(of(new PgAcceptedFiles(database), ids));
        assertThat(count("task")).isEqualTo(2);
    }

    private long repository(String name, String droppedAt) {
        return Objects.requireNonNull(
                database.sql("INSERT INTO repository (name, dropped_at) VALUES (:name, " + droppedAt + ") RETURNING id")
                        .bind("name", name)
                        .map(row -> CatalogRows.number(row, "id"))
                        .one()
                        .block(TIMEOUT));
    }

    private long count(String table) {
        return Objects.requireNonNull(database.sql("SELECT count(*) AS rows FROM " + table)
                .map(row -> CatalogRows.number(row, "rows"))
                .one()
                .block(TIMEOUT));
    }

    private void upload(String directory, int count) {
        Flux.fromStream(IntStream.range(0, count).mapToObj(number -> number + ".deb"))
                .concatMap(name -> database.sql(UPLOAD)
                        .bind("directory", directory)
                        .bind("path", directory + "/" + name)
                        .bind("name", name)
                        .then())
                .blockLast(TIMEOUT);
    }

    private static List<AcceptedFile> of(PgAcceptedFiles files, Collection<TaskId> tasks) {
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
