package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.NOTHING;
import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.bytes;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.staithe.access.Caller;
import io.staithe.archive.ReleaseSigner;
import io.staithe.catalog.Repository;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.publish.Served.Caching;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.testkit.DebBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Generations: the switch, races for it, and crashes around it. */
final class GenerationIT {
    private static final String IN_RELEASE = "dists/bookworm/InRelease";
    private static final String PACKAGES = "dists/bookworm/main/binary-amd64/Packages";

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository repository;
    private Publication first;

    @BeforeEach
    void publish() {
        house = new PublishingHouse(room);
        node = house.node();
        repository = house.repository("main");
        house.add(repository, DebBuilder.of("hello"));
        first = node.create(wanted("bookworm", Map.of("main", "main"), null));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aPublicationAppearsWithItsFirstGeneration() {
        assertThat(first.generation()).isEqualTo(1);
        assertThat(first.architectures()).containsExactly("amd64");
        assertThat(first.sources()).containsExactly(new Publication.Source("main", "main"));
        Task task = get(house.tasks.find(new TaskId(house.count("SELECT max(id) FROM task"))));
        assertThat(task.output())
                .isEqualTo("Loading packages...\nGenerating metadata files and linking package files...\n"
                        + "Finalizing metadata files...\n");
        assertThat(task.detail())
                .isEqualToIgnoringWhitespace("{\"TotalNumberOfPackages\":1,\"RemainingNumberOfPackages\":0}");
        assertThat(task.title())
                .isEqualTo("Publish local repository ./bookworm with components \"main\" and sources \"main\"");
        assertThat(house.count("SELECT count(*) FROM outbox WHERE kind = 'publication.switched'"))
                .isEqualTo(1);
        assertThat(house.count("SELECT count(*) FROM staged_claim")).isZero();
    }

    @Test
    void theReadPortAnswersByTheDatabase() throws IOException {
        Served inRelease = served(IN_RELEASE);
        assertThat(inRelease.caching()).isEqualTo(Caching.REVALIDATE);
        assertThat(inRelease.sizeBytes()).isEqualTo(bytes(inRelease).length);
        assertThat(inRelease.generation()).contains(new Served.Shown(first.id(), 1));
        Served plain = served(PACKAGES);
        Served byHash = served("dists/bookworm/main/binary-amd64/by-hash/SHA256/" + plain.sha256());
        assertThat(byHash.caching()).isEqualTo(Caching.IMMUTABLE);
        assertThat(bytes(byHash)).isEqualTo(bytes(plain));
        Served deb = served("pool/main/h/hello/hello_1.0_amd64.deb");
        assertThat(deb.caching()).isEqualTo(Caching.IMMUTABLE);
        assertThat(bytes(deb)).isEqualTo(DebBuilder.of("hello").bytes());
        for (String nothing : List.of(
                "",
                "dists",
                "dists/bookworm",
                "dists/bookworm/main",
                "dists/bookworm/nothing",
                "pool/main/h/hello",
                "dists/bookworm/../bookworm/InRelease",
                "dists//bookworm/InRelease",
                "other/" + IN_RELEASE,
                "dists/bookworm/main/binary-amd64/by-hash/SHA256/" + "0".repeat(64),
                ".staithe/publications/1/current",
                "dists/bookworm/main/binary-amd64/by-hash/SHA256/../../Packages")) {
            StepVerifier.create(node.archives.resolve(Caller.open(), "", nothing))
                    .expectComplete()
                    .verify(TIMEOUT);
        }
        StepVerifier.create(node.archives.resolve(Caller.open(), "other", IN_RELEASE))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void anUpdateShowsWhatTheRepositoryHoldsAndKeepsWhatWas() {
        Served before = served(PACKAGES);
        house.add(repository, DebBuilder.of("later"));
        Publication second = node.update(first);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(house.gunzipped(PACKAGES + ".gz")).contains("Package: hello\n", "Package: later\n");
        assertThat(served(PACKAGES).sha256()).isNotEqualTo(before.sha256());
        assertThat(bytes(served("dists/bookworm/main/binary-amd64/by-hash/SHA256/" + before.sha256())))
                .isEqualTo(bytes(before));
        Served old = get(node.archives.resolve(new Served.Shown(first.id(), 1), PACKAGES));
        assertThat(old.sha256()).isEqualTo(before.sha256());
    }

    @Test
    void theSameContentIsTheSameBytes() {
        Served plain = served(PACKAGES);
        Served gzip = served(PACKAGES + ".gz");
        Served xz = served(PACKAGES + ".xz");
        assertThat(node.update(first, PublishingHouse.forced()).generation()).isEqualTo(2);
        assertThat(served(PACKAGES).sha256()).isEqualTo(plain.sha256());
        assertThat(served(PACKAGES + ".gz").sha256()).isEqualTo(gzip.sha256());
        assertThat(served(PACKAGES + ".xz").sha256()).isEqualTo(xz.sha256());
    }

    @Test
    void whatIsShownAlreadyIsAnsweredByTheGenerationThatStands() {
        Task task = node.performed(node.accepted(first, NOTHING));
        assertThat(task.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(get(node.publications.show(PublishingHouse.caller(), first.place())))
                .isEqualTo(first);
        node.drop(node.create(wanted("other", Map.of("main", "main"), null)));
        house.add(repository, DebBuilder.of("later"));
        assertThat(node.update(first).generation()).isEqualTo(2);
        assertThat(node.update(first).generation()).isEqualTo(2);
        house.update("UPDATE generation SET recipe = NULL");
        assertThat(node.update(first).generation())
                .as("made by an older release")
                .isEqualTo(3);
    }

    @Test
    void theValidatorRisesByWholeSecondsWhileTheDateMayRepeat() {
        Instant now = Instant.now().plusSeconds(2);
        PublishingNode frozen = house.node(Seams.none().clock(Clock.fixed(now, ZoneOffset.UTC)));
        frozen.update(first, PublishingHouse.forced());
        Instant validator = served(IN_RELEASE).lastModified();
        String date = date();
        frozen.update(first, PublishingHouse.forced());
        frozen.update(first, PublishingHouse.forced());
        assertThat(served(IN_RELEASE).lastModified()).isEqualTo(validator.plusSeconds(2));
        assertThat(date()).isEqualTo(date);
        house.node(Seams.none().clock(Clock.fixed(now.minusSeconds(30), ZoneOffset.UTC)))
                .update(first, PublishingHouse.forced());
        assertThat(date()).as("a clock that steps back").isEqualTo(date);
    }

    @Test
    void generationsThatComeTooFastWait() {
        house.add(repository, DebBuilder.of("later"));
        house.update("UPDATE generation SET last_modified = date_trunc('second', now()) + INTERVAL '61 seconds'");
        assertThat(node.update(first).generation()).as("waited, then shown").isEqualTo(2);
    }

    @Test
    void ofTwoInstancesTheLoserBeginsAgainAndLeavesNothing() throws IOException {
        Sinks.One<Boolean> gate = Sinks.one();
        Sinks.One<Boolean> arrived = Sinks.one();
        PublishingNode slow = house.node(Seams.none()
                .atomically(plain -> new Gated(plain, change -> {
                    arrived.tryEmitValue(true);
                    return gate.asMono().then(change);
                })));
        house.add(repository, DebBuilder.of("later"));
        Task slower = house.begin(slow.accepted(first, NOTHING).id());
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Mono<Void> running = slow.perform(slower).doOnError(failed::set).cache();
        running.subscribe();
        arrived.asMono().block(TIMEOUT);
        assertThat(node.update(first).generation()).isEqualTo(2);
        house.add(repository, DebBuilder.of("latest"));
        gate.tryEmitValue(true);
        running.block(TIMEOUT);
        assertThat(failed.get()).isNull();
        assertThat(get(node.publications.show(PublishingHouse.caller(), first.place()))
                        .generation())
                .isEqualTo(3);
        assertThat(house.gunzipped(PACKAGES + ".gz")).contains("latest");
        assertThat(stagings()).hasSize(3);
    }

    @Test
    void anAttemptThatWasOvertakenByANewerOneTakesNoEffect() throws IOException {
        house.add(repository, DebBuilder.of("later"));
        AtomicReference<Task> older = new AtomicReference<>();
        AtomicBoolean once = new AtomicBoolean();
        PublishingNode paused = house.node(Seams.none()
                .atomically(plain -> new Gated(
                        plain,
                        change -> Mono.fromCallable(() -> once.getAndSet(true))
                                .filter(done -> !done)
                                .publishOn(house.callers)
                                .map(begin -> house.begin(older.get().id()))
                                .flatMap(node::perform)
                                .then(change))));
        older.set(house.begin(paused.accepted(first, NOTHING).id()));
        StepVerifier.create(paused.perform(older.get()))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Fault.class,
                                fault -> assertThat(fault.code()).isIn(QueueFault.SUPERSEDED, PublishFault.OVERTAKEN)))
                .verify(TIMEOUT);
        assertThat(get(node.publications.show(PublishingHouse.caller(), first.place()))
                        .generation())
                .isEqualTo(2);
        assertThat(stagings()).hasSize(2);
    }

    @Test
    void aFailureBeforeTheSwitchLeavesTheOldOneWhole() throws IOException {
        String before = house.text(IN_RELEASE);
        house.add(repository, DebBuilder.of("later"));
        PublishingNode broken = house.node(Seams.none().signer(plain -> new NoSigner()));
        assertThatThrownBy(() -> broken.update(first)).hasMessageContaining("out of ink");
        assertThat(house.text(IN_RELEASE)).isEqualTo(before);
        assertThat(stagings()).hasSize(1);
        assertThat(node.update(first).generation()).isEqualTo(2);
    }

    @Test
    void aCancelBeforeTheSwitchLeavesNothing() throws IOException {
        house.add(repository, DebBuilder.of("later"));
        Sinks.One<Boolean> arrived = Sinks.one();
        PublishingNode hanging = house.node(Seams.none().claims(plain -> new HangingClaims(plain, arrived)));
        Task task = house.begin(hanging.accepted(first, NOTHING).id());
        StepVerifier.create(hanging.perform(task))
                .then(() -> arrived.asMono().block(TIMEOUT))
                .thenCancel()
                .verify(TIMEOUT);
        await().atMost(TIMEOUT).until(() -> stagings().size() == 1);
    }

    @Test
    void aCommitWithoutAnAnswerKeepsTheNewOneWhole() throws IOException {
        String before = house.text(IN_RELEASE);
        house.add(repository, DebBuilder.of("later"));
        PublishingNode deaf = house.node(Seams.none().atomically(plain -> new Gated(plain, GenerationIT::unanswered)));
        Task task = house.begin(deaf.accepted(first, NOTHING).id());
        StepVerifier.create(deaf.perform(task)).expectError(Exhausted.class).verify(TIMEOUT);
        assertThat(served(IN_RELEASE).generation()).contains(new Served.Shown(first.id(), 2));
        assertThat(bytes(served(PACKAGES))).asString().contains("later");
        assertThat(house.text(IN_RELEASE)).as("outside links lag, whole").isEqualTo(before);
        node.links.followAll().block(TIMEOUT);
        assertThat(house.text(IN_RELEASE)).isNotEqualTo(before);
        assertThat(stagings()).hasSize(2);
    }

    @Test
    void aCrashWithoutASwitchLeavesTheOldOneWhole() {
        house.add(repository, DebBuilder.of("later"));
        PublishingNode dying = house.node(Seams.none()
                .atomically(plain -> new Gated(
                        plain, change -> Mono.error(new Exhausted(QueueFault.QUEUE_STOPPED, "gone", Duration.ZERO)))));
        Task task = house.begin(dying.accepted(first, NOTHING).id());
        StepVerifier.create(dying.perform(task)).expectError(Exhausted.class).verify(TIMEOUT);
        assertThat(house.gunzipped(PACKAGES + ".gz")).doesNotContain("later");
        node.performed(task);
        assertThat(house.gunzipped(PACKAGES + ".gz")).contains("later");
        assertThat(get(node.publications.show(PublishingHouse.caller(), first.place()))
                        .generation())
                .isEqualTo(2);
    }

    private Served served(String path) {
        return get(node.archives.resolve(Caller.open(), "", path));
    }

    private String date() {
        return Stream.of(house.text("dists/bookworm/Release").split("\n"))
                .filter(line -> line.startsWith("Date: "))
                .findFirst()
                .orElseThrow();
    }

    private List<String> stagings() throws IOException {
        try (Stream<Path> entries = Files.list(house.published(".staithe/publications/" + first.id()))) {
            return entries.map(
                            entry -> Objects.requireNonNull(entry.getFileName()).toString())
                    .filter(name -> name.matches("\\d+-\\d+-[0-9a-f]+"))
                    .toList();
        }
    }

    /** Commits, and does not hear of it. */
    private static Mono<List<Settlement>> unanswered(Mono<List<Settlement>> settled) {
        return settled.then(Mono.error(new Exhausted(QueueFault.QUEUE_STOPPED, "no answer", Duration.ZERO)));
    }

    /** Never signs. */
    private record NoSigner() implements ReleaseSigner {
        @Override
        public byte[] clearSigned(byte[] release, List<String> keys, Instant at) {
            throw new IllegalStateException("out of ink");
        }

        @Override
        public byte[] detached(byte[] release, List<String> keys, Instant at) {
            throw new IllegalStateException("out of ink");
        }
    }
}
