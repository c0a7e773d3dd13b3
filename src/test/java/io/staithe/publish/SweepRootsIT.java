package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.caller;
import static io.staithe.publish.PublishingHouse.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Repository;
import io.staithe.library.addition.Source;
import io.staithe.pool.Blob;
import io.staithe.postgres.PgAcceptance;
import io.staithe.postgres.PgAcceptedFiles;
import io.staithe.queue.Announcements;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.sweep.Kind;
import io.staithe.sweep.Terms;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What one holder alone still needs stays, and goes when that holder lets go of it. */
final class SweepRootsIT {
    private static final DebBuilder HELLO = DebBuilder.of("hello");
    private static final String FRESH = "v1/99999999-bbbb-cccc-dddd-eeeeeeeeeeee";

    @TempDir
    Path room;

    private PublishingHouse house;
    private SweepingHouse sweeper;
    private Repository main;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        sweeper = new SweepingHouse(house, house.node(), "sweeper");
        main = house.repository("main");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whatAPinShowsStaysUntilItsTaskIsSettled() {
        house.add(main, HELLO);
        Task reader = accepted();
        Repository pinned = get(house.catalog.pin(reader.id().value(), main.id()));
        house.remove(main, "hello");
        assertThat(sweeper.sweep().values()).containsOnly(0L);
        assertThat(house.catalog
                        .members(pinned.id(), pinned.revision())
                        .map(CataloguedPackage::key)
                        .map(String::valueOf)
                        .collectList()
                        .block(TIMEOUT))
                .singleElement()
                .asString()
                .contains("hello");
        settle(reader);
        assertHelloGoes();
    }

    @Test
    void whoPinsWhileSomebodyRemovesSeesWhatWasThere() {
        house.add(main, HELLO);
        Task reader = accepted();
        Mono<Void> removal = Mono.<Void>fromRunnable(() -> house.remove(main, "hello"))
                .subscribeOn(house.callers)
                .cache();
        try (Session pinning = Session.begin(house.database)) {
            pinning.run("SELECT revision FROM repository FOR SHARE");
            removal.subscribe();
            pinning.awaitWaiter();
            assertThat(sweeper.sweep().values()).containsOnly(0L);
            pinning.run("INSERT INTO pin (task_id, repository_id, revision) SELECT " + reader.id()
                    + ", id, revision FROM repository");
            pinning.commit();
        }
        removal.block(TIMEOUT);
        assertThat(sweeper.sweep().values()).containsOnly(0L);
        settle(reader);
        assertHelloGoes();
    }

    @Test
    void whatASnapshotShowsStaysUntilItIsDropped() {
        house.add(main, HELLO);
        house.snapshot(main, "then");
        house.remove(main, "hello");
        try (Session dropping = Session.begin(house.database)) {
            dropping.run("UPDATE snapshot SET dropped_at = now()");
            assertThat(sweeper.sweep().values()).as("dropped, but not yet").containsOnly(0L);
            dropping.commit();
        }
        assertHelloGoes();
    }

    @Test
    void whatAnAcceptedTaskIsToAddStaysUntilItIsSettled() {
        Blob blob = house.keep(HELLO.bytes());
        house.update("INSERT INTO upload_directory (name) VALUES ('ci')");
        house.update("INSERT INTO upload_file (directory, name, blob_id, caller) VALUES ('ci', 'hello.deb', "
                + blob.id() + ", '" + caller().name() + "')");
        Task adding = get(new PgAcceptance(house.sql, new PgAcceptedFiles(house.sql), new Announcements())
                .accept(task(), new Source("ci", null)));
        house.update("DELETE FROM upload_file");
        assertThat(sweeper.sweep()).containsEntry(Kind.BLOBS, 0L);
        assertThat(house.pool.file(blob.location()).orElseThrow()).exists();
        settle(adding);
        assertThat(sweeper.sweep()).containsEntry(Kind.BLOBS, 1L);
    }

    @Test
    void whatAOneCallUploadLeftGoesAfterAGraceUnlessItsTaskIsStillToCome() {
        Blob blob = house.keep(HELLO.bytes());
        String waiting = "v1/11111111-2222-3333-4444-555555555555";
        for (String directory : List.of(waiting, "v1/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "v1/own", "ci")) {
            house.update("INSERT INTO upload_directory (name, created_at) VALUES ('" + directory
                    + "', now() - INTERVAL '2 hours')");
            house.update("INSERT INTO upload_file (directory, name, blob_id, caller) VALUES ('" + directory
                    + "', 'hello.deb', " + blob.id() + ", '" + caller().name() + "')");
        }
        house.update("INSERT INTO upload_directory (name) VALUES ('" + FRESH + "')");
        Task adding = get(new PgAcceptance(house.sql, new PgAcceptedFiles(house.sql), new Announcements())
                .accept(task(), new Source(waiting, null)));
        sweeper.sweep(SweepingHouse.AMONG_OTHERS);
        assertThat(directories()).containsExactlyInAnyOrder(waiting, FRESH, "v1/own", "ci");
        settle(adding);
        sweeper.sweep(SweepingHouse.AMONG_OTHERS);
        assertThat(directories()).containsExactlyInAnyOrder(FRESH, "v1/own", "ci");
    }

    @Test
    void whatDputLeftGoesAfterAWhileUnlessItsTaskIsStillToCome() {
        Blob blob = house.keep(HELLO.bytes());
        String own = "dput/7/" + "open%40host/";
        String waiting = own + "11111111-2222-3333-4444-555555555555";
        Terms afterADay = SweepingHouse.amongOthers(Duration.ofDays(1));
        String fresh = own + "99999999-bbbb-cccc-dddd-eeeeeeeeeeee";
        for (String directory : List.of(waiting, own + "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", fresh, "dput/own")) {
            house.update("INSERT INTO upload_directory (name, created_at) VALUES ('" + directory
                    + "', now() - INTERVAL '" + (directory.equals(fresh) ? 1 : 25) + " hours')");
            house.update("INSERT INTO upload_file (directory, name, blob_id, caller) VALUES ('" + directory
                    + "', 'hello.deb', " + blob.id() + ", '" + caller().name() + "')");
        }
        Task taking = get(new PgAcceptance(house.sql, new PgAcceptedFiles(house.sql), new Announcements())
                .accept(task(), new Source(waiting, null)));
        sweeper.sweep(afterADay);
        assertThat(directories()).containsExactlyInAnyOrder(waiting, fresh, "dput/own");
        settle(taking);
        sweeper.sweep(afterADay);
        assertThat(directories()).containsExactlyInAnyOrder(fresh, "dput/own");
        assertThat(house.count("SELECT count(*) FROM upload_file")).isEqualTo(2);
    }

    @Test
    void whatAnUploadSessionLeftGoesUnlessItIsStillOpen() {
        String open = "a".repeat(32);
        for (String directory : List.of("v1/" + open, "v1/" + "b".repeat(32))) {
            house.update("INSERT INTO upload_directory (name, created_at) VALUES ('" + directory
                    + "', now() - INTERVAL '2 hours')");
        }
        house.update(
                "INSERT INTO upload_session (id, caller, file_name, size_bytes, purpose, owner_instance, expires_at)"
                        + " SELECT '" + open
                        + "', 'ci', 'hello.deb', 1, '{}', id, now() + INTERVAL '1 hour' FROM instance LIMIT 1");
        sweeper.sweep(SweepingHouse.AMONG_OTHERS);
        assertThat(directories()).containsExactly("v1/" + open);
    }

    @Test
    void aPackageThatSomebodyIsAboutToShowAgainIsPassedOver() {
        removed();
        try (Session adding = Session.begin(house.database)) {
            adding.run("UPDATE blob SET touched_at = now() WHERE state = 'kept'");
            assertThat(sweeper.sweep()).containsEntry(Kind.PACKAGES, 0L).containsEntry(Kind.BLOBS, 0L);
            adding.run("INSERT INTO membership (repository_id, package_id, name, version_key, architecture, "
                    + "since_revision) SELECT r.id, p.id, p.name, p.version_key, p.architecture, r.revision "
                    + "FROM repository r CROSS JOIN package p");
            adding.commit();
        }
        assertThat(sweeper.sweep().values()).containsOnly(0L);
        assertThat(house.count("SELECT count(*) FROM package")).isEqualTo(1);
    }

    @Test
    void whoShowsAPackageAgainWhileItIsBeingSweptMakesItAnew() {
        removed();
        Mono<Void> addition = Mono.<Void>fromRunnable(() -> house.add(main, HELLO))
                .subscribeOn(house.callers)
                .cache();
        try (Session sweeping = Session.begin(house.database)) {
            sweeping.run("SELECT d.id FROM package d JOIN blob b ON b.id = d.blob_id FOR UPDATE OF d, b");
            sweeping.run("DELETE FROM package");
            addition.subscribe();
            sweeping.awaitWaiter();
            sweeping.commit();
        }
        addition.block(TIMEOUT);
        sweeper.sweep();
        assertThat(house.rows("SELECT p.name FROM membership m JOIN package p ON p.id = m.package_id "
                        + "JOIN blob b ON b.id = p.blob_id AND b.state = 'kept' WHERE m.until_revision IS NULL"))
                .containsExactly(Map.of("name", "hello"));
    }

    /** A package that nothing shows any more, with its bytes. */
    private void removed() {
        house.add(main, HELLO);
        house.remove(main, "hello");
        house.update("DELETE FROM membership");
    }

    private void assertHelloGoes() {
        assertThat(sweeper.sweep())
                .containsEntry(Kind.MEMBERSHIPS, 1L)
                .containsEntry(Kind.PACKAGES, 1L)
                .containsEntry(Kind.BLOBS, 1L);
    }

    private List<Object> directories() {
        return house.rows("SELECT name FROM upload_directory").stream()
                .map(row -> row.get("name"))
                .toList();
    }

    private Task accepted() {
        return get(house.atomically.accept(task()));
    }

    private void settle(Task accepted) {
        Task running = house.begin(accepted.id());
        get(house.atomically.settle(Mono.just(List.of(Settlement.succeeded(running, null, "")))));
    }

    private static NewTask task() {
        return new NewTask(
                "test", 1, "{}", "a test", caller(), "-", List.of(new Lane("repository/1")), List.of(), false);
    }
}
