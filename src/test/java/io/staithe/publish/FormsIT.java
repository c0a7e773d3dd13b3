package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.caller;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.catalog.Repository;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.files.Readers;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DscBuilder;
import io.staithe.testkit.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The forms of indexes that not everybody wants, and what a publish tells of itself. */
final class FormsIT {
    private static final String MAIN = "dists/bookworm/main/";
    private static final String PACKAGES = MAIN + "binary-amd64/Packages";

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository repository;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        node = house.node();
        repository = house.repository("main");
        house.add(repository, DebBuilder.of("hello").file("usr/bin/hello", "hello"));
        house.add(repository, DscBuilder.of("origin"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void bzip2IsMadeOnlyWhereItWasAskedForInSoManyWords() throws IOException {
        Publication first = node.create(wanted("bookworm", Map.of("main", "main"), null));
        assertThat(house.text("dists/bookworm/Release")).doesNotContain(".bz2");

        node.update(first, bzip2(true));
        assertThat(house.text("dists/bookworm/Release"))
                .contains(" main/binary-amd64/Packages.bz2\n", " main/source/Sources.bz2\n")
                .doesNotContain("Contents-amd64.bz2");
        assertThat(unpacked(PACKAGES)).isEqualTo(house.gunzipped(PACKAGES + ".gz"));
        assertThat(unpacked(MAIN + "source/Sources")).isEqualTo(house.gunzipped(MAIN + "source/Sources.gz"));
        byte[] made = PublishingHouse.bytes(served(PACKAGES + ".bz2"));

        node.update(first, PublishingHouse.forced());
        assertThat(PublishingHouse.bytes(served(PACKAGES + ".bz2"))).isEqualTo(made);
        house.add(repository, DebBuilder.of("later"));
        node.update(first);
        assertThat(unpacked(PACKAGES)).contains("Package: later\n").isEqualTo(house.gunzipped(PACKAGES + ".gz"));
        node.shown(first.place()).files("bookworm");

        node.update(first, bzip2(false));
        assertThat(house.text("dists/bookworm/Release")).doesNotContain(".bz2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary-amd64/Packages", "source/Sources", "Contents-amd64"})
    void whatTheGatewayReadsIsPutTogetherAndWhatAnybodyReadsIsAFile(String index) {
        NewPublication wanted = wanted("bookworm", Map.of("main", "main"), null);
        Publication first = node.create(wanted);
        node.create(new NewPublication(
                "filesystem:copy", ".", "bookworm", SourceKind.LOCAL, wanted.sources(), List.of(), wanted.options()));
        Map<String, byte[]> before = new HashMap<>();
        for (String form : List.of("", ".gz", ".xz")) {
            Served served = served(MAIN + index + form);
            byte[] bytes = PublishingHouse.bytes(served);
            assertThat(house.published(MAIN + index + form)).doesNotExist();
            assertThat(room.resolve("away/copy/" + MAIN + index + form)).hasBinaryContent(bytes);
            assertThat(Sha256.hex(bytes)).isEqualTo(served.sha256());
            before.put(served.sha256(), bytes);
        }
        house.add(repository, DebBuilder.of("later").file("usr/bin/later", "later"));
        house.add(repository, DscBuilder.of("further"));
        node.update(first);
        String directory = (MAIN + index).substring(0, (MAIN + index).lastIndexOf('/'));
        before.forEach(
                (sha256, bytes) -> assertThat(PublishingHouse.bytes(served(directory + "/by-hash/SHA256/" + sha256)))
                        .as("%s before, by hash", index)
                        .isEqualTo(bytes));
        assertThat(before).doesNotContainKey(served(MAIN + index + ".xz").sha256());
        assertThat(house.published(directory + "/by-hash/SHA256")).satisfies(FormsIT::hasNoIndexes);
        node.shown(first.place()).files("bookworm");
    }

    /** The Release file beside an index is a file. */
    @Test
    void whereAnybodyReadsFromNowOnTheNextUpdateMakesFilesOfWhatHasNotChanged() throws IOException {
        Publication first = node.create(wanted("bookworm", Map.of("main", "main"), null));
        house.readBy(Readers.ANYBODY);
        PublishingNode restarted = house.node();
        restarted.update(first);
        for (String form : List.of("", ".gz", ".xz")) {
            assertThat(house.published(PACKAGES + form))
                    .hasBinaryContent(PublishingHouse.bytes(served(PACKAGES + form)));
        }
        restarted.update(first);
        assertThat(house.count("SELECT count(*) FROM generation")).isEqualTo(2);
    }

    @Test
    void aListOfPartsThatIsReplacedLeavesWhoReadsByTheOldOneAlone() throws IOException {
        Publication publication = node.create(wanted("bookworm", Map.of("main", "main"), null));
        Served begun = served(PACKAGES + ".xz");
        byte[] bytes = PublishingHouse.bytes(begun);
        Path list =
                house.paths.root().resolve(".staithe/publications/" + publication.id() + "/parts/" + begun.sha256());
        byte[] other = Files.readAllBytes(list);
        Files.write(list, ("1 0 elsewhere\n" + new String(other, ISO_8859_1)).getBytes(ISO_8859_1));
        assertThat(PublishingHouse.bytes(begun)).isEqualTo(bytes);
    }

    @Test
    void poolPathsThatOnlyTheGatewayServedAreLinkedBeforeAnybodyIsShownThem() throws IOException {
        for (int number = 0; number < 9; number++) {
            house.add(repository, DebBuilder.of("more" + number));
        }
        Publication first = node.create(wanted("bookworm", Map.of("main", "main"), null));
        String unlinked = "SELECT count(*) FROM pool_claim WHERE NOT linked";
        assertThat(house.count(unlinked)).isPositive();
        house.readBy(Readers.ANYBODY);
        AtomicLong before = new AtomicLong(-1);
        PublishingNode restarted = house.node(Seams.none()
                .atomically(plain -> new Gated(
                        plain,
                        change -> Mono.fromRunnable(() -> before.set(house.count(unlinked)))
                                .subscribeOn(house.callers)
                                .then(change))));
        restarted.update(first);
        assertThat(before).hasValue(0);
    }

    private static void hasNoIndexes(Path byHash) throws IOException {
        try (Stream<Path> files = Files.list(byHash)) {
            assertThat(files).allSatisfy(file -> assertThat(file).content().contains("\nArchive: "));
        }
    }

    @Test
    void aCreationTellsHowManyPackagesRemain() {
        Sinks.One<Boolean> asked = Sinks.one();
        Sinks.Empty<Void> goOn = Sinks.empty();
        PublishingNode slow = house.node(Seams.none().claims(plain -> new SlowClaims(plain, asked, goOn.asMono())));
        Task task = house.begin(get(slow.publications.create(
                        caller(), wanted("bookworm", Map.of("main", "main"), null), Listing.LISTED))
                .id());
        Mono<Void> creation = slow.perform(task).cache();
        creation.subscribe();
        get(asked.asMono());
        assertThat(detail(task)).isEqualTo(Map.of("TotalNumberOfPackages", 2, "RemainingNumberOfPackages", 2));
        goOn.tryEmitEmpty();
        creation.block(TIMEOUT);
        assertThat(detail(task)).isEqualTo(Map.of("TotalNumberOfPackages", 2, "RemainingNumberOfPackages", 0));
    }

    @Test
    void whatWasReadIsToldBeforeTheEnd() {
        Sinks.One<Map<?, ?>> seen = Sinks.one();
        Task[] running = new Task[1];
        PublishingNode watched = house.node(Seams.none()
                .atomically(plain -> new Gated(
                        plain,
                        change -> Mono.fromCallable(() -> seen.tryEmitValue(detail(running[0])))
                                .subscribeOn(house.callers)
                                .then(change))));
        running[0] = house.begin(get(watched.publications.create(
                        caller(), wanted("bookworm", Map.of("main", "main"), null), Listing.LISTED))
                .id());
        watched.perform(running[0]).block(TIMEOUT);
        assertThat(get(seen.asMono())).isEqualTo(Map.of("TotalNumberOfPackages", 2, "RemainingNumberOfPackages", 0));
    }

    @Test
    void everyPhaseIsTimedAndShardsAreCounted() {
        Publication first = node.create(wanted("bookworm", Map.of("main", "main"), null));
        double rebuilt = shards("rebuilt");
        assertThat(rebuilt).isPositive();
        node.update(first, PublishingHouse.forced());
        assertThat(shards("rebuilt")).isEqualTo(rebuilt);
        assertThat(shards("reused")).isGreaterThanOrEqualTo(rebuilt);
        for (String phase : new String[] {"read", "claim", "render", "contents", "stage", "sign", "switch", "link"}) {
            assertThat(node.meters
                            .get("staithe.publish.duration")
                            .tag("phase", phase)
                            .timer()
                            .count())
                    .as(phase)
                    .isPositive();
        }
    }

    @Test
    void shardsWhoseFilesWereDeletedAreMadeAgain() throws IOException {
        Publication publication = node.create(wanted("bookworm", Map.of("main", "main"), null));
        assertThat(loseShards(Files::delete)).isEqualTo(4);
        node.update(publication, PublishingHouse.forced());
        assertThat(node.shown(publication.place()).files("bookworm")).isNotEmpty();

        loseShards(file -> Files.write(file, new byte[] {1}));
        house.add(repository, DebBuilder.of("later").file("usr/bin/later", "later"));
        node.update(publication);
        assertThat(node.shown(publication.place()).files("bookworm")).contains("later_1.0_amd64.deb");
    }

    private int loseShards(Loss loss) throws IOException {
        try (Stream<Path> all = Files.walk(house.shards.root())) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                loss.of(file);
            }
            return files.size();
        }
    }

    private double shards(String outcome) {
        return node.meters
                .get("staithe.publish.shards")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private Map<?, ?> detail(Task task) {
        return Payloads.read(String.valueOf(get(house.tasks.find(task.id())).detail()), Map.class);
    }

    private String unpacked(String index) throws IOException {
        byte[] packed = PublishingHouse.bytes(served(index + ".bz2"));
        try (var in = new BZip2CompressorInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private Served served(String path) {
        return get(node.archives.resolve(Caller.open(), "", path));
    }

    private interface Loss {
        void of(Path shard) throws IOException;
    }

    private static Change bzip2(boolean wanted) {
        return new Change(null, null, null, null, null, null, null, !wanted, null, null, null, false);
    }
}
