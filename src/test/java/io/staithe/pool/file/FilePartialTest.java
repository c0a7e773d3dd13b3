package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PartialFile;
import io.staithe.pool.PartialFile.Checksum;
import io.staithe.pool.PartialFiles;
import io.staithe.pool.PoolFault;
import io.staithe.pool.Spooled;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A partial file comes to the right bytes and digests however its bodies end, and leaves no buffer behind. */
final class FilePartialTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final BodyLimits LIMITS =
            new BodyLimits(64 << 20, Duration.ofSeconds(20), 1, Duration.ofSeconds(20));

    @TempDir
    private Path root;

    private final Scheduler disk = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private final Scheduler digest = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "digest");
    private final Bodies bodies = new Bodies();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean unsynced = new AtomicBoolean();
    private FilePool pool;
    private PartialFiles files;

    @BeforeEach
    void open() throws IOException {
        pool = pool("here");
        files = pool.partials();
    }

    @AfterEach
    void nothingIsHeld() {
        assertThat(bodies.leaked()).isEmpty();
        for (Scheduler threads : List.of(digest, disk)) {
            threads.disposeGracefully().block(PATIENCE);
        }
        assertThat(pool.bufferedBytes()).as("bytes in pages").isZero();
        assertThat(pool.openBodies()).as("places").isZero();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 16_384, 1_000_001})
    void piecesOfAnySizeComeToTheWhole(int piece) throws IOException {
        byte[] bytes = Bodies.random(Math.min(2_500_000, piece * 5 + 3), piece);
        PartialFile file = files.begin("a.1");
        for (int at = 0; at < bytes.length; at += piece) {
            append(file, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
        }
        assertThat(file.durableBytes()).isEqualTo(bytes.length);
        assertWhole(file, bytes);
    }

    @Test
    void whatABrokenBodyBroughtIsKept() throws IOException {
        byte[] bytes = Bodies.random(700_000, 1);
        PartialFile file = files.begin("a.1");
        Flux<DataBuffer> cut = Flux.concat(
                bodies.of(Arrays.copyOf(bytes, 300_001), 9_000), Flux.error(new IOException("connection reset")));
        file.append(cut, LIMITS, null)
                .as(StepVerifier::create)
                .expectError(IOException.class)
                .verify(PATIENCE);
        assertThat(value(file.settle())).isEqualTo(300_001);
        append(file, Arrays.copyOfRange(bytes, 300_001, bytes.length));
        assertWhole(file, bytes);
    }

    @Test
    void whatACancelledBodyBroughtIsKept() throws IOException {
        byte[] bytes = Bodies.random(3_000_000, 2);
        PartialFile file = files.begin("a.1");
        Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
        Disposable reading = file.append(body.asFlux(), LIMITS, null).subscribe();
        for (int at = 0; at < 2_000_000; at += 100_000) {
            body.tryEmitNext(bodies.buffer(bytes, at, 100_000));
        }
        reading.dispose();
        long kept = value(file.settle());
        assertThat(kept).isBetween(0L, 2_000_000L);
        append(file, Arrays.copyOfRange(bytes, (int) kept, bytes.length));
        assertWhole(file, bytes);
    }

    @Test
    void aBodyWithAnotherChecksumCountsForNothing() throws IOException {
        byte[] bytes = Bodies.random(400_000, 3);
        byte[] first = Arrays.copyOf(bytes, 123_456);
        byte[] rest = Arrays.copyOfRange(bytes, first.length, bytes.length);
        PartialFile file = files.begin("a.1");
        append(file, first);
        file.append(bodies.of(Bodies.random(rest.length, 4), 7_000), LIMITS, sha256(rest))
                .as(StepVerifier::create)
                .expectErrorSatisfies(
                        failure -> assertThat(((Refused) failure).code()).isEqualTo(PoolFault.CHECKSUM_MISMATCH))
                .verify(PATIENCE);
        assertThat(value(file.settle())).isEqualTo(first.length);
        complete(file.append(bodies.of(rest, 7_000), LIMITS, sha256(rest)));
        assertThat(value(file.settle())).isEqualTo(bytes.length);
        assertWhole(file, bytes);
    }

    @Test
    void aBodyWithAChecksumThatBreaksOffCountsForNothing() {
        byte[] bytes = Bodies.random(400_000, 5);
        PartialFile file = files.begin("a.1");
        Flux<DataBuffer> cut =
                Flux.concat(bodies.of(Arrays.copyOf(bytes, 200_000), 9_000), Flux.error(new IOException("reset")));
        file.append(cut, LIMITS, sha256(bytes))
                .as(StepVerifier::create)
                .expectError(IOException.class)
                .verify(PATIENCE);
        assertThat(value(file.checkpoint())).isZero();
        assertThat(value(file.settle())).isZero();
    }

    @Test
    void anInterruptedBodyEndsAndIsKept() {
        byte[] bytes = Bodies.random(50_000, 6);
        PartialFile file = files.begin("a.1");
        Refused why = new Refused(PoolFault.BODY_STALLED, "another one comes");
        Flux<DataBuffer> silent = Flux.concat(bodies.of(bytes, 9_000), Flux.never());
        file.append(silent, LIMITS, null)
                .as(StepVerifier::create)
                .expectSubscription()
                .then(() -> file.interrupt(why))
                .expectErrorSatisfies(failure -> assertThat(failure).isSameAs(why))
                .verify(PATIENCE);
        assertThat(value(file.settle())).isEqualTo(bytes.length);
    }

    @Test
    void whoWaitsForTheDiskIsNotSilent() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        for (int thread = 0; thread < 4; thread++) {
            disk.schedule(() -> await(gate));
        }
        byte[] bytes = Bodies.random(12 << 20, 8);
        PartialFile file = files.begin("a.1");
        assertThat(file.isSilentFor(Duration.ZERO)).as("without a body").isFalse();
        CountDownLatch whole = new CountDownLatch(1);
        file.append(bodies.of(bytes, 60_000), LIMITS, null).subscribe(none -> {}, failure -> {}, whole::countDown);
        assertThat(bodies.given()).as("it was stopped").isLessThan(bytes.length / 60_000);
        assertThat(file.isSilentFor(Duration.ZERO)).isFalse();
        gate.countDown();
        assertThat(whole.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(value(file.settle())).isEqualTo(bytes.length);
    }

    @Test
    void aCheckpointIsDurableWhileTheBodyComes() throws IOException {
        byte[] bytes = Bodies.random(3_000_000, 7);
        PartialFile file = files.begin("a.1");
        Flux<DataBuffer> slow = Flux.concat(
                bodies.of(Arrays.copyOf(bytes, 2_800_000), 60_000),
                Mono.defer(() -> file.checkpoint()
                                .repeat()
                                .takeUntil(durable -> durable > 1_000_000)
                                .then())
                        .then(Mono.empty()),
                bodies.of(Arrays.copyOfRange(bytes, 2_800_000, bytes.length), 60_000));
        complete(file.append(slow, LIMITS, null));
        assertThat(value(file.settle())).isEqualTo(bytes.length);
        assertWhole(file, bytes);
    }

    @Test
    void afterARestartTheDigestsAreThoseOfTheDurableBytes() throws IOException {
        byte[] bytes = Bodies.random(1_300_000, 8);
        append(files.begin("a.1"), Arrays.copyOf(bytes, 900_001));
        PartialFile again = value(files.resume("a.1", 700_000));
        append(again, Arrays.copyOfRange(bytes, 700_000, bytes.length));
        assertWhole(again, bytes);
        files.resume("a.1", 1_300_001).as(StepVerifier::create).expectComplete().verify(PATIENCE);
    }

    @Test
    void aDiskThatFailsTakesBackNothingThatWasToldAndHashesAnew() throws IOException {
        byte[] bytes = Bodies.random(1_000_000, 9);
        PartialFile file = files.begin("a.1");
        append(file, Arrays.copyOf(bytes, 400_000));
        broken.set(true);
        file.append(bodies.of(Arrays.copyOfRange(bytes, 400_000, bytes.length), 9_000), LIMITS, null)
                .as(StepVerifier::create)
                .expectError(Fault.class)
                .verify(PATIENCE);
        file.settle().as(StepVerifier::create).expectError(Fault.class).verify(PATIENCE);
        broken.set(false);
        assertThat(value(file.settle())).isEqualTo(400_000);
        append(file, Arrays.copyOfRange(bytes, 400_000, bytes.length));
        assertWhole(file, bytes);
    }

    @Test
    void aBodyThatNobodySettledDoesNotCountAndDoesNoHarm() throws IOException {
        byte[] bytes = Bodies.random(100_000, 13);
        PartialFile file = files.begin("a.1");
        append(file, Arrays.copyOf(bytes, 40_000));
        for (int cancelled = 0; cancelled < 2; cancelled++) {
            file.append(Flux.never(), LIMITS, null)
                    .as(StepVerifier::create)
                    .thenCancel()
                    .verify(PATIENCE);
        }
        append(file, Arrays.copyOfRange(bytes, 40_000, bytes.length));
        assertWhole(file, bytes);
        file.append(Flux.never(), LIMITS, null)
                .as(StepVerifier::create)
                .thenCancel()
                .verify(PATIENCE);
        file.delete().as(StepVerifier::create).expectComplete().verify(PATIENCE);
    }

    /** A disk that lost pages says so once; the next sync succeeds, and proves nothing. */
    @Test
    void aBodyOfWhichOneSyncFailedDoesNotCount() throws IOException {
        byte[] bytes = Bodies.random(600_000, 12);
        PartialFile file = files.begin("a.1");
        append(file, Arrays.copyOf(bytes, 400_000));
        Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
        file.append(body.asFlux(), LIMITS, null)
                .as(StepVerifier::create)
                .then(() -> {
                    unsynced.set(true);
                    file.checkpoint()
                            .as(StepVerifier::create)
                            .expectError(Fault.class)
                            .verify(PATIENCE);
                    unsynced.set(false);
                })
                .expectError(Fault.class)
                .verify(PATIENCE);
        file.settle().as(StepVerifier::create).expectError(Fault.class).verify(PATIENCE);
        assertThat(value(file.settle())).isEqualTo(400_000);
        append(file, Arrays.copyOfRange(bytes, 400_000, bytes.length));
        assertWhole(file, bytes);
    }

    @Test
    void anotherInstanceCopiesWhatIsDurable() throws IOException {
        byte[] bytes = Bodies.random(500_000, 10);
        append(files.begin("a.1"), Arrays.copyOf(bytes, 333_333));
        PartialFiles there = pool("there").partials();
        PartialFile copy = value(there.copy("here", "a.1", 300_000, "a.2"));
        assertThat(copy.durableBytes()).isEqualTo(300_000);
        append(copy, Arrays.copyOfRange(bytes, 300_000, bytes.length));
        assertWhole(copy, bytes);
        there.copy("here", "b.1", 1, "b.2")
                .as(StepVerifier::create)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(value(there.all(List.of("here")).collectList()))
                .extracting(PartialFiles.Leftover::instance, PartialFiles.Leftover::name)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("here", "a.1"),
                        org.assertj.core.groups.Tuple.tuple("there", "a.2"));
        complete(there.delete("here", "a.1"));
        assertThat(value(there.all(List.of("here")).count())).isOne();
    }

    @Test
    void theSweepOfTheSpoolSparesPartialFiles() throws IOException {
        append(files.begin("a.1"), new byte[] {1});
        Files.createFile(root.resolve("spool/here/old"));
        assertThat(value(pool.sweepSpool(List.of()))).isOne();
        try (Stream<Path> left = Files.list(root.resolve("spool/here"))) {
            assertThat(left).hasSize(1);
        }
    }

    private void append(PartialFile file, byte[] bytes) {
        complete(file.append(bodies.of(bytes, 10_000), LIMITS, null));
        value(file.settle());
    }

    private void assertWhole(PartialFile file, byte[] bytes) throws IOException {
        Spooled spooled = value(file.spooled());
        assertThat(spooled.digests().sizeBytes()).isEqualTo(bytes.length);
        assertThat(spooled.digests().sha256()).isEqualTo(Sha256.hex(bytes));
        Path there = file instanceof FilePartial partial ? partial.path() : Path.of("");
        assertThat(Files.readAllBytes(there)).isEqualTo(bytes);
        if (there.startsWith(root.resolve("spool/here"))) {
            try (InputStream second = pool.open(spooled)) {
                assertThat(second.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    private static Checksum sha256(byte[] bytes) {
        return new Checksum("SHA-256", Sha256.hex(bytes));
    }

    private FilePool pool(String instance) throws IOException {
        Disk failing = new Disk() {
            @Override
            void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
                if (broken.get()) {
                    throw new IOException("No space left on device");
                }
                super.append(channel, bytes);
            }

            @Override
            void syncFile(Path file) throws IOException {
                if (unsynced.get()) {
                    throw new IOException("Input/output error");
                }
                super.syncFile(file);
            }

            @Override
            @Nullable
            FileChannel openDirectly(Path file) throws IOException {
                return broken.get() ? null : super.openDirectly(file);
            }
        };
        return FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), instance),
                        new FilePool.Memory(8 << 20, 64 << 10),
                        new FilePool.Threads(disk, digest, Schedulers.parallel()),
                        failing)
                .prepare();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void complete(Mono<Void> mono) {
        mono.as(StepVerifier::create).expectComplete().verify(PATIENCE);
    }

    private static <T> T value(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }
}
