package io.staithe.intake;

import static io.staithe.intake.Bench.CALLER;
import static io.staithe.intake.Bench.LIMITS;
import static io.staithe.intake.Bench.PATIENCE;
import static io.staithe.intake.Bench.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PoolFault;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.Session;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Uploads are durable when they are answered, and leave nothing behind when they are not. */
final class UploadsIT {
    private static final byte[] BYTES = Bodies.random(100_000, 1);

    @TempDir
    private Path root;

    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(TestDatabase.fresh(), root, LIMITS, 8 << 20);
    }

    @AfterEach
    void close() {
        bench.quiesce();
        assertThat(bench.bodies.leaked()).isEmpty();
        bench.testDatabase.connections().dispose();
    }

    @Test
    void aReceivedFileIsInItsDirectoryAndInThePool() throws IOException {
        assertThat(value(bench.receive("ci/job-1", bench.file("notes.txt", BYTES))))
                .containsExactly("notes.txt");
        UploadedFile file = bench.files("ci/job-1").get(0);
        assertThat(file.directory()).isEqualTo("ci/job-1");
        assertThat(bench.pool.open(file.blob().location())).hasBinaryContent(BYTES);
        assertThat(bench.onDisk("pool")).containsExactly(file.blob().location().value());
        assertThat(bench.onDisk("spool")).isEmpty();
        assertThat(bench.meters
                        .get("staithe.intake.uploads")
                        .tag("outcome", "kept")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(bench.meters.get("staithe.intake.uploaded").counter().count())
                .isEqualTo(BYTES.length);
    }

    @Test
    void uploadingTheSameBytesTwiceAtOnceKeepsOneCopy() {
        List<String> names = IntStream.range(0, 12).mapToObj(n -> "copy-" + n).toList();
        Flux<List<String>> uploads = Flux.fromIterable(names)
                .flatMap(name -> bench.receive("dir", bench.file(name, BYTES)).subscribeOn(Schedulers.parallel()), 12);
        StepVerifier.create(uploads).expectNextCount(12).expectComplete().verify(PATIENCE);
        assertThat(bench.onDisk("pool")).hasSize(1);
        assertThat(bench.count("blob")).isEqualTo(1);
        assertThat(bench.files("dir"))
                .hasSize(12)
                .allSatisfy(file -> assertThat(bench.onDisk("pool"))
                        .contains(file.blob().location().value()));
    }

    @Test
    void uploadingANameAgainReplacesItsBytes() {
        value(bench.receive("dir", bench.file("a", BYTES)));
        byte[] others = Bodies.random(500, 2);
        value(bench.receive("dir", bench.file("a", others)));
        assertThat(bench.files("dir"))
                .singleElement()
                .satisfies(file -> assertThat(file.blob().digests().sizeBytes()).isEqualTo(500));
    }

    @Test
    void nobodysFilesGoIntoADirectoryOfAnotherNotEvenAnAdmins() {
        value(bench.uploads.receive(
                Caller.trusted("bob"), "dir", Flux.just(bench.file("b", BYTES)), OptionalLong.empty()));
        expectFault(
                bench.receive("dir", bench.file("a", Bodies.random(500, 2)), bench.file("b", Bodies.random(600, 3))),
                IntakeFault.DIRECTORY_OF_ANOTHER);
        assertThat(bench.count("upload_file WHERE caller = 'bob'")).isEqualTo(1);
        assertThat(bench.count("upload_file")).isEqualTo(1);
        assertThat(bench.onDisk("pool")).hasSize(1);
        assertThat(bench.onDisk("spool")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci", "bob"})
    void aDirectoryThatIsMadeWhileAnUploadIsRecordedIsOfWhoMadeIt(String maker) {
        try (Session making = Session.begin(bench.testDatabase)) {
            making.run("INSERT INTO upload_directory (name, caller) VALUES ('dir', '" + maker + "')");
            var upload =
                    bench.receive("dir", bench.file("a", BYTES)).materialize().toFuture();
            making.awaitWaiter();
            making.commit();
            assertThat(upload.join().hasValue()).isEqualTo(maker.equals("ci"));
        }
        assertThat(bench.count("upload_file WHERE caller = '" + maker + "'")).isEqualTo(maker.equals("ci") ? 1 : 0);
        assertThat(bench.onDisk("pool")).hasSize(maker.equals("ci") ? 1 : 0);
    }

    @Test
    void ofTwoFilesOfOneNameInARequestTheLastCounts() {
        byte[] others = Bodies.random(500, 2);
        assertThat(value(bench.receive("dir", bench.file("a", BYTES), bench.file("a", others))))
                .containsExactly("a");
        assertThat(bench.files("dir"))
                .singleElement()
                .satisfies(file -> assertThat(file.blob().digests().sizeBytes()).isEqualTo(500));
        assertThat(bench.onDisk("spool")).isEmpty();
        assertThat(bench.onDisk("pool")).hasSize(1);
    }

    @Test
    void severalFilesAreRecordedInTheOrderOfTheirArrival() {
        IncomingFile[] files = IntStream.range(0, 20)
                .mapToObj(n -> bench.file("f" + n, Bodies.random(1_000, n % 7)))
                .toArray(IncomingFile[]::new);
        assertThat(value(bench.receive("dir", files)))
                .containsExactly(IntStream.range(0, 20).mapToObj(n -> "f" + n).toArray(String[]::new));
        assertThat(bench.onDisk("pool")).hasSize(7);
    }

    @Test
    void twoFilesOfWhichOneFailsLeaveNeither() {
        IncomingFile broken = new IncomingFile(
                "b", bench.bodies.of(BYTES, 1_000).concatWith(Flux.error(new IOException("connection reset"))));
        expectFault(bench.receive("dir", bench.file("a", BYTES), broken), IntakeFault.UPLOAD_BROKEN_OFF);
        expectNothing();
    }

    @Test
    void aNameThatIsNoneLeavesNothing() {
        expectFault(bench.receive("dir", bench.file("a", BYTES), bench.file("..", BYTES)), IntakeFault.WRONG_FILE);
        expectFault(bench.receive("a/../b", bench.file("a", BYTES)), IntakeFault.WRONG_DIRECTORY);
        expectNothing();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 60, 99})
    void anAbortInMidBodyLeavesNoRowAndNoFile(int after) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        Flux<DataBuffer> stuck = bench.bodies
                .of(BYTES, 1_000)
                .take(after)
                .concatWith(Mono.<DataBuffer>never().doOnSubscribe(subscribed -> reached.countDown()));
        Disposable upload = bench.receive("dir", bench.file("whole", BYTES), new IncomingFile("stuck", stuck))
                .subscribe();
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        upload.dispose();
        expectNothing();
        assertThat(bench.meters
                        .get("staithe.intake.uploads")
                        .tag("outcome", "aborted")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(bench.meters.get("staithe.intake.uploads.open").gauge().value())
                .isZero();
    }

    @Test
    void aBodyOverTheLimitLeavesNothing() throws IOException {
        useLimits(limits(99_999, 10, 10, 0));
        expectFault(bench.receive("dir", bench.file("a", BYTES)), PoolFault.BODY_TOO_LARGE);
        expectNothing();
    }

    @Test
    void theFilesOfARequestShareItsLimit() throws IOException {
        useLimits(limits(150_000, 10, 10, 0));
        expectFault(bench.receive("dir", bench.file("a", BYTES), bench.file("b", BYTES)), PoolFault.BODY_TOO_LARGE);
        expectNothing();
    }

    @Test
    void admissionRefusesBeforeTheBodyIsAskedFor() throws IOException, InterruptedException {
        useLimits(limits(1_000, 1, 1, 0));
        IncomingFile untouched = bench.file("a", BYTES);
        expectFault(
                bench.uploads.receive(CALLER, "dir", Flux.just(untouched), OptionalLong.of(1_001)),
                IntakeFault.UPLOAD_TOO_LARGE);
        CountDownLatch admitted = new CountDownLatch(1);
        Flux<DataBuffer> endless = Flux.<DataBuffer>never().doOnSubscribe(asked -> admitted.countDown());
        Disposable open = bench.receive("dir", new IncomingFile("a", endless)).subscribe();
        assertThat(admitted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        expectFault(bench.receive("dir", untouched), IntakeFault.TOO_MANY_UPLOADS);
        open.dispose();
        useLimits(limits(1_000, 1, 1, Long.MAX_VALUE / 2));
        expectFault(bench.receive("dir", untouched), IntakeFault.DISK_SHORT);
        assertThat(bench.bodies.given()).isZero();
        assertThat(bench.meters
                        .get("staithe.intake.uploads")
                        .tag("outcome", "exhausted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void moreFilesThanTheLimitAreRefused() throws IOException {
        useLimits(limits(1 << 20, 10, 2, 0));
        expectFault(
                bench.receive("dir", bench.file("a", BYTES), bench.file("b", BYTES), bench.file("c", BYTES)),
                IntakeFault.TOO_MANY_FILES);
        expectNothing();
    }

    @Test
    void anUploadThatTookTooLongToBeRecordedLeavesNothing() throws IOException {
        useLimits(new UploadLimits(
                LIMITS.body(),
                UploadLimits.Places.of(10),
                10,
                0,
                Duration.ofNanos(-1),
                LIMITS.retry(),
                UploadLimits.Allowance.NONE));
        expectFault(bench.receive("dir", bench.file("a", BYTES)), IntakeFault.UPLOAD_TOO_OLD);
        expectNothing();
    }

    @Test
    void rowsThatTheDatabaseRefusesLeaveNoFile() {
        value(bench.database
                .sql("ALTER TABLE upload_file ADD CONSTRAINT never CHECK (name <> 'b')")
                .then()
                .thenReturn(1));
        StepVerifier.create(bench.receive("dir", bench.file("a", BYTES), bench.file("b", Bodies.random(10, 3))))
                .expectError(Fault.class)
                .verify(PATIENCE);
        expectNothing();
    }

    @Test
    void directoriesAreListedByTheirFirstPartAndReadWithThoseBelow() {
        value(bench.receive("b/x", bench.file("2", new byte[1])));
        value(bench.receive("b", bench.file("1", new byte[1])));
        value(bench.receive("b0", bench.file("3", new byte[1])));
        value(bench.receive("a"));
        assertThat(value(bench.uploads.directories(CALLER).collectList())).containsExactly("a", "b", "b0");
        assertThat(bench.files("b").stream().map(UploadedFile::name)).containsExactly("1", "2");
        assertThat(bench.files("a")).isEmpty();
        expectFault(bench.uploads.files(CALLER, "c").then(), IntakeFault.UNKNOWN_DIRECTORY);
    }

    @Test
    void deletingIsRepeatableAndLeavesNeighbours() {
        value(bench.receive("b/x", bench.file("2", new byte[1])));
        value(bench.receive("b0", bench.file("3", new byte[1]), bench.file("4", new byte[2])));
        Mono<Void> deletion = bench.uploads
                .deleteDirectory(CALLER, "b")
                .then(bench.uploads.deleteDirectory(CALLER, "b"))
                .then(bench.uploads.deleteFile(CALLER, "b0", "3"))
                .then(bench.uploads.deleteFile(CALLER, "b0", "3"));
        StepVerifier.create(deletion).expectComplete().verify(PATIENCE);
        expectFault(bench.uploads.files(CALLER, "b").then(), IntakeFault.UNKNOWN_DIRECTORY);
        assertThat(bench.files("b0").stream().map(UploadedFile::name)).containsExactly("4");
    }

    @Test
    void uploadsIntoADirectoryThatIsDeletedAllTheTimeAllSucceed() {
        Flux<Void> deletions = Flux.range(0, 200).concatMap(n -> bench.uploads.deleteDirectory(CALLER, "dir"));
        Flux<List<String>> uploads =
                Flux.range(0, 200).flatMap(n -> bench.receive("dir", bench.file("f" + n, Bodies.random(9, n))), 8);
        StepVerifier.create(Mono.zip(deletions.then(Mono.just(1)), uploads.count()))
                .assertNext(both -> assertThat(both.getT2()).isEqualTo(200))
                .expectComplete()
                .verify(PATIENCE);
    }

    private void useLimits(UploadLimits limits) throws IOException {
        TestDatabase same = bench.testDatabase;
        bench = new Bench(same, root, limits, 8 << 20);
    }

    private static UploadLimits limits(long maxBytes, int maxOpen, int maxFiles, long minFree) {
        BodyLimits body = new BodyLimits(maxBytes, Duration.ofSeconds(20), 0, Duration.ofSeconds(20));
        return new UploadLimits(
                body,
                UploadLimits.Places.of(maxOpen),
                maxFiles,
                minFree,
                Duration.ofHours(1),
                LIMITS.retry(),
                UploadLimits.Allowance.NONE);
    }

    private static void expectFault(Mono<?> flow, FaultCode code) {
        StepVerifier.create(flow)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Fault.class, fault -> assertThat(fault.code()).isEqualTo(code)))
                .verify(PATIENCE);
    }

    private void expectNothing() {
        bench.quiesce();
        assertThat(bench.onDisk("pool")).isEmpty();
        assertThat(bench.onDisk("spool")).isEmpty();
        assertThat(bench.count("blob WHERE state = 'kept'")).isZero();
        assertThat(bench.count("upload_file")).isZero();
        assertThat(bench.bodies.leaked()).isEmpty();
    }
}
