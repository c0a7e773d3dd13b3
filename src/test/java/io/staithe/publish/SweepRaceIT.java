package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.caller;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.catalog.Repository;
import io.staithe.intake.DirectoryName;
import io.staithe.intake.FileName;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.UploadStore.StoredFile;
import io.staithe.pool.Blob;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Spooled;
import io.staithe.postgres.PgUploads;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.sweep.Kind;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Whoever uses a thing and whoever sweeps it, two instances on one database, meeting at each step. */
final class SweepRaceIT {
    private static final DebBuilder HELLO = DebBuilder.of("hello");
    private static final String PATH = "pool/main/h/hello/hello_1.0_amd64.deb";

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository main;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        node = house.node();
        main = house.repository("main");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void bytesThatComeAgainWhileTheirBlobIsDoomedAreKeptOnTheirOwn() throws IOException {
        house.keep(HELLO.bytes());
        AtomicReference<StoredFile> again = new AtomicReference<>();
        sweeper(Kind.BLOBS, Between.afterDoom(() -> again.set(uploaded(HELLO.bytes()))))
                .sweep();
        assertThat(blobs()).isEqualTo(1);
        assertThat(bytes(again.get().blob())).isEqualTo(HELLO.bytes());
        sweeper().sweep();
        assertThat(bytes(again.get().blob())).isEqualTo(HELLO.bytes());
    }

    @Test
    void bytesThatComeAgainWhileTheirFileIsGoneAreKeptOnTheirOwn() throws IOException {
        house.keep(HELLO.bytes());
        AtomicReference<StoredFile> again = new AtomicReference<>();
        sweeper(Kind.BLOBS, Between.beforeForget(() -> again.set(uploaded(HELLO.bytes()))))
                .sweep();
        assertThat(blobs()).isEqualTo(1);
        assertThat(bytes(again.get().blob())).isEqualTo(HELLO.bytes());
    }

    @Test
    void aBlobThatSomebodyIsAboutToNameIsPassedOver() throws IOException {
        Blob blob = house.keep(HELLO.bytes());
        try (Session user = Session.begin(house.database)) {
            user.run("UPDATE blob SET touched_at = now() WHERE state = 'kept'");
            assertThat(sweeper().sweep()).containsEntry(Kind.BLOBS, 0L);
            user.run("INSERT INTO upload_directory (name) VALUES ('ci')");
            user.run("INSERT INTO upload_file (directory, name, blob_id, caller) VALUES ('ci', 'x', " + blob.id()
                    + ", '')");
            assertThat(sweeper().sweep()).containsEntry(Kind.BLOBS, 0L);
            user.commit();
        }
        assertThat(sweeper().sweep()).containsEntry(Kind.BLOBS, 0L);
        assertThat(bytes(blob)).isEqualTo(HELLO.bytes());
    }

    @Test
    void whoUploadsWhileABlobIsBeingDoomedWaitsAndKeepsTheirOwn() throws IOException {
        Blob doomed = house.keep(HELLO.bytes());
        Mono<StoredFile> again = Mono.fromCallable(() -> uploaded(HELLO.bytes()))
                .subscribeOn(house.callers)
                .cache();
        try (Session sweeping = Session.begin(house.database)) {
            sweeping.run("SELECT id FROM blob WHERE state = 'kept' FOR UPDATE SKIP LOCKED");
            sweeping.run("UPDATE blob SET state = 'doomed', doomed_at = now()");
            again.subscribe();
            sweeping.awaitWaiter();
            sweeping.commit();
        }
        assertThat(get(again).blob().id()).isNotEqualTo(doomed.id());
        sweeper().sweep();
        assertThat(bytes(get(again).blob())).isEqualTo(HELLO.bytes());
    }

    @Test
    void aPoolPathThatIsBeingSweptIsClaimedOnlyWhenItsLinkIsGone() {
        Publication publication = emptied();
        Sinks.One<Boolean> asked = Sinks.one();
        PublishingNode other = house.node(Seams.none().claims(plain -> new AskedClaims(plain, asked)));
        house.add(main, HELLO);
        AtomicReference<Mono<Publication>> publishing = new AtomicReference<>();
        sweeper(Kind.POOL_PATHS, Between.afterDoom(() -> {
                    publishing.set(Mono.fromCallable(() -> other.update(publication))
                            .subscribeOn(house.callers)
                            .cache());
                    publishing.get().subscribe();
                    asked.asMono().block(TIMEOUT);
                }))
                .sweep(SweepingHouse.AMONG_OTHERS);
        get(publishing.get());
        assertThat(house.published(PATH)).hasBinaryContent(HELLO.bytes());
        assertThat(house.count(
                        "SELECT count(*) FROM pool_claim WHERE linked AND state = 'kept' AND path = '" + PATH + "'"))
                .isEqualTo(1);
    }

    @Test
    void aPoolPathThatIsSweptBeforeItIsStagedIsClaimedAnew() {
        Publication publication = emptied();
        house.add(main, HELLO);
        AtomicBoolean swept = new AtomicBoolean();
        PublishingNode late = house.node(Seams.none().claims(plain -> new SlowClaims(plain, Sinks.one(), once(swept))));
        late.update(publication);
        assertThat(swept).isTrue();
        assertThat(house.published(PATH)).hasBinaryContent(HELLO.bytes());
        assertThat(house.count("SELECT count(*) FROM pool_use WHERE until_generation IS NULL"))
                .isEqualTo(2);
    }

    @Test
    void partsOfIndexesAndFilesByHashThatAreSweptBeforeTheSwitchAreMadeAnew() {
        Publication publication = emptied();
        for (int i = 0; i < 3; i++) {
            house.add(main, DebBuilder.of("filler-" + i));
            node.update(publication);
        }
        for (int i = 0; i < 3; i++) {
            house.remove(main, "filler-" + i);
        }
        AtomicBoolean swept = new AtomicBoolean();
        PublishingNode late = house.node(Seams.none()
                .atomically(plain -> new Gated(plain, settled -> once(swept).then(settled))));
        house.update("DELETE FROM generation_index WHERE number < 3");
        late.update(publication);
        assertThat(swept).isTrue();
        ArchiveCheck.of(house, node).everythingNamedIsThere("stable");
    }

    @Test
    void aListThatIsBeingSweptAtTheSwitchIsMadeAnew() {
        Publication publication = emptied();
        house.add(main, HELLO);
        Sinks.One<Session> sweeping = Sinks.one();
        Mono<Void> doomed = once(new AtomicBoolean(), () -> {
            Session session = Session.begin(house.database);
            session.run(
                    "DELETE FROM index_list d WHERE NOT EXISTS (SELECT FROM generation_index r WHERE r.list_id = d.id)"
                            + " AND NOT EXISTS (SELECT FROM hashed_file r WHERE r.list_id = d.id)");
            sweeping.tryEmitValue(session);
        });
        PublishingNode late =
                house.node(Seams.none().atomically(plain -> new Gated(plain, settled -> doomed.then(settled))));
        Mono<Publication> publishing = Mono.fromCallable(() -> late.update(publication))
                .subscribeOn(house.callers)
                .cache();
        publishing.subscribe();
        try (Session session = get(sweeping.asMono())) {
            session.awaitWaiter();
            session.commit();
        }
        get(publishing);
        ArchiveCheck.of(house, node).everythingNamedIsThere("stable");
    }

    @Test
    void whoGoesBackToAGenerationThatIsBeingSweptIsRefused() {
        Publication publication = emptied();
        Task back = get(node.publications.rollback(caller(), publication.id(), 1, Listing.LISTED));
        sweeper(
                        Kind.GENERATIONS,
                        Between.afterDoom(() -> assertThatThrownBy(() -> node.performed(back))
                                .hasMessageContaining("has no generation 1 any more")))
                .sweep();
        assertThat(house.count("SELECT count(*) FROM generation WHERE number = 1"))
                .isZero();
    }

    @Test
    void whatALapsedInstanceDoomedIsFinishedByAnotherAndByNobodyElse() {
        emptied();
        AtomicReference<SweepingHouse> dying = new AtomicReference<>();
        dying.set(sweeper(Kind.POOL_PATHS, Between.afterDoom(() -> dying.get().lapse())));
        dying.get().sweep();
        assertThat(house.published(PATH)).as("deleted nothing after it lapsed").exists();
        assertThat(sweeper().sweep()).containsEntry(Kind.POOL_PATHS, 0L);
        assertThat(house.published(PATH)).as("others wait for the lapse").exists();
        house.update("UPDATE instance SET heartbeat_at = now() - INTERVAL '1 hour' WHERE id = "
                + dying.get().instance.id());
        assertThat(sweeper().sweep()).containsEntry(Kind.POOL_PATHS, 1L);
        assertThat(house.published(PATH)).doesNotExist();
    }

    /**
     * The clock of the file system goes by ticks: a file may be older than the repository that was made just before.
     */
    @Test
    void aFileWithoutARowGetsNoneAfterItIsSwept() throws IOException {
        house.update("UPDATE repository SET created_at = created_at - INTERVAL '1 minute'");
        Spooled spooled = spooled(HELLO.bytes());
        NewFile late = new NewFile(new FileName("late.bin"), spooled.digests(), get(house.pool.keep(spooled)), null);
        assertThat(sweeper().sweep()).containsEntry(Kind.POOL_ORPHANS, 1L);
        assertThatThrownBy(() -> recorded(late)).hasMessageContaining("blob_location");
        assertThat(house.count("SELECT count(*) FROM upload_file")).isZero();
    }

    @Test
    void twoWhoSweepAtOnceDoNoHarm() throws IOException {
        for (int i = 0; i < 40; i++) {
            house.keep(DebBuilder.of("garbage-" + i).bytes());
        }
        Publication publication = emptied();
        house.add(main, HELLO);
        Flux.just(sweeper(), sweeper())
                .flatMap(each -> Mono.fromCallable(() -> each.sweep(SweepingHouse.AMONG_OTHERS))
                        .subscribeOn(house.callers))
                .mergeWith(Mono.fromCallable(() -> node.update(publication))
                        .subscribeOn(house.callers)
                        .then(Mono.empty()))
                .blockLast(TIMEOUT);
        sweeper().sweep();
        assertThat(blobs()).isEqualTo(2);
        ArchiveCheck.of(house, node).everythingNamedIsThere("stable");
    }

    /** A publication of which no kept generation but the first shows hello, whose claim nobody uses. */
    private Publication emptied() {
        house.add(main, HELLO, DebBuilder.of("stays"));
        Publication publication = node.create(wanted("stable", Map.of("main", "main"), null));
        house.remove(main, "hello");
        for (int i = 0; i < 3; i++) {
            node.update(publication);
            house.add(main, DebBuilder.of("touch-" + i));
            house.remove(main, "touch-" + i);
        }
        return node.update(publication);
    }

    private SweepingHouse sweeper() {
        return new SweepingHouse(house, node, "sweeper-" + System.nanoTime());
    }

    private SweepingHouse sweeper(Kind kind, Between between) {
        return new SweepingHouse(
                house, node, "slow-" + kind, (of, plain) -> of == kind ? between.around(plain, house.callers) : plain);
    }

    private Mono<Void> once(AtomicBoolean done) {
        return once(done, () -> sweeper().sweep(SweepingHouse.AMONG_OTHERS));
    }

    private Mono<Void> once(AtomicBoolean done, Runnable action) {
        return Mono.fromRunnable(() -> {
                    if (done.compareAndSet(false, true)) {
                        action.run();
                    }
                })
                .subscribeOn(house.callers)
                .then();
    }

    private StoredFile uploaded(byte[] bytes) {
        Spooled spooled = spooled(bytes);
        return recorded(new NewFile(new FileName("again.bin"), spooled.digests(), get(house.pool.keep(spooled)), null));
    }

    private StoredFile recorded(NewFile file) {
        return get(new PgUploads(house.sql).record(caller(), new DirectoryName("ci"), List.of(file)))
                .get(0);
    }

    private Spooled spooled(byte[] bytes) {
        return get(house.pool.spool(
                new Bodies().cut(bytes, 64 << 10, 1), new BodyLimits(1L << 30, TIMEOUT, 0, Duration.ofSeconds(10))));
    }

    private byte[] bytes(Blob blob) throws IOException {
        try (InputStream in = house.pool.open(blob.location())) {
            return in.readAllBytes();
        }
    }

    private long blobs() {
        return house.count("SELECT count(*) FROM blob");
    }
}
