package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.pool.PoolContract;
import io.staithe.pool.PoolFault;
import io.staithe.pool.Spooled;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** {@link FilePool} keeps the contract, and leaves no file, buffer or page behind whatever ends an upload. */
final class FilePoolTest implements PoolContract {
    private static final long BUDGET = 8 << 20;
    private static final long CACHED = 64 << 10;

    @TempDir
    private Path root;

    private final Scheduler disk = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private final Scheduler digest = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "digest");
    private FilePool pool;

    @BeforeEach
    void open() throws IOException {
        pool = pool(new Disk());
    }

    @AfterEach
    void nothingIsHeld() {
        quiesce();
        assertThat(pool.bufferedBytes()).as("bytes in pages").isZero();
        assertThat(pool.openBodies()).as("places").isZero();
        pool.close();
    }

    @Override
    public Pool testee() {
        return pool;
    }

    @Test
    void fortyAbortsInMidBodyLeaveNoLeakAndNoFile() throws IOException {
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(4_000_000, 9);
        for (int abort = 0; abort < 40; abort++) {
            CountDownLatch arrived = new CountDownLatch(1);
            int after = 1 + abort * 5;
            Flux<DataBuffer> body = bodies.of(bytes, 20_000).index().map(indexed -> {
                if (indexed.getT1() == after) {
                    arrived.countDown();
                }
                return indexed.getT2();
            });
            Disposable upload =
                    pool.spool(body.concatWith(Flux.never()), LIMITS).subscribe();
            await(arrived);
            upload.dispose();
        }
        quiesce();
        assertThat(bodies.leaked()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aCancelledSlowBodyLeavesNoFile() throws IOException {
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(3_000_000, 9);
        StepVerifier.create(pool.spool(bodies.of(bytes, 100_000).concatWith(Flux.never()), LIMITS))
                .expectSubscription()
                .thenAwait(Duration.ofMillis(50))
                .thenCancel()
                .verify(PATIENCE);
        quiesce();
        assertThat(bodies.leaked()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aSlowDiskStopsTheReadingOfTheBody() throws IOException {
        SlowDisk slow = new SlowDisk();
        pool = pool(slow);
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(20_000_000, 10);
        var uploading = pool.spool(bodies.of(bytes, 50_000), LIMITS).toFuture();
        await(slow.reached);
        digestsAreIdle();
        assertThat(pool.bufferedBytes()).isPositive().isLessThanOrEqualTo(BUDGET);
        assertThat(bodies.given() * 50_000L).as("bytes read").isLessThanOrEqualTo(BUDGET);
        slow.goOn.countDown();
        assertThat(uploading.join().digests().sizeBytes()).isEqualTo(bytes.length);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    void aSlowDiskIsNotTheFaultOfABodyThatIsAtItsEnd() throws IOException {
        SlowDisk slow = new SlowDisk();
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        pool = FilePool.in(
                        directories(),
                        new FilePool.Memory(BUDGET, CACHED),
                        new FilePool.Threads(disk, digest, timer),
                        slow)
                .prepare();
        var uploading = pool.spool(new Bodies().of(Bodies.random(300_000, 12), 50_000), LIMITS)
                .toFuture();
        await(slow.reached);
        timer.advanceTimeBy(LIMITS.idle().multipliedBy(3));
        slow.goOn.countDown();
        assertThat(uploading.join().digests().sizeBytes()).isEqualTo(300_000);
    }

    @Test
    void manyBodiesAtOnceStayWithinTheBudget() throws IOException {
        AtomicLong most = new AtomicLong();
        pool = pool(new Disk() {
            @Override
            void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
                most.accumulateAndGet(pool.bufferedBytes(), Math::max);
                super.append(channel, bytes);
            }
        });
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(1_500_000, 11);
        Flux<Spooled> all = Flux.range(0, 100).flatMap(n -> pool.spool(bodies.of(bytes, 30_000), LIMITS), 100);
        StepVerifier.create(all).expectNextCount(100).expectComplete().verify(PATIENCE);
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(BUDGET);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    void moreBodiesThanPlacesAreRefusedAsBusy() {
        pool = FilePool.in(directories(), FilePool.Memory.of(4L * PagePool.PAGE), threads());
        Disposable first = pool.spool(Flux.never(), LIMITS).subscribe();
        StepVerifier.create(pool.spool(Flux.never(), LIMITS))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Exhausted.class, busy -> assertThat(busy.code()).isEqualTo(PoolFault.NO_BUFFERS)))
                .verify(PATIENCE);
        first.dispose();
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 3_000_000})
    void aFullDiskIsToldAsFullAndLeavesNoFile(int length) throws IOException {
        pool = pool(failing("No space left on device"));
        Bodies bodies = new Bodies();
        StepVerifier.create(pool.spool(bodies.of(Bodies.random(length, 12), 50_000), LIMITS))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Exhausted.class, full -> assertThat(full.code()).isEqualTo(PoolFault.DISK_FULL)))
                .verify(PATIENCE);
        assertThat(bodies.leaked()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aBrokenDiskIsOurFaultEvenWhileTheClientSaysNothing() throws IOException {
        pool = pool(failing("Input/output error"));
        Bodies bodies = new Bodies();
        Flux<DataBuffer> body = bodies.of(Bodies.random(3_000_000, 12), 50_000).concatWith(Flux.never());
        StepVerifier.create(pool.spool(body, LIMITS)).expectError(Broken.class).verify(PATIENCE);
        assertThat(bodies.leaked()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void onlyTheRestOfALargeFilePassesThePageCacheBy() throws IOException {
        List<Path> asked = new CopyOnWriteArrayList<>();
        pool = pool(new Disk() {
            @Override
            @Nullable
            FileChannel openDirectly(Path file) throws IOException {
                asked.add(file);
                return super.openDirectly(file);
            }
        });
        readsBack(Bodies.random((int) CACHED, 13));
        assertThat(asked).isEmpty();
        readsBack(Bodies.random((int) BUDGET + 3_000_001, 13)); // more than a late disk takes with its first write
        assertThat(asked).hasSize(1);
    }

    @Test
    void aBodyThatFlowsIsWrittenInLongPieces() throws IOException {
        List<Integer> pages = new CopyOnWriteArrayList<>();
        pool = pool(new Disk() {
            @Override
            void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
                pages.add(bytes.length);
                super.append(channel, bytes);
            }
        });
        readsBack(Bodies.random(3_000_000, 16));
        assertThat(pages).hasSizeLessThanOrEqualTo(1 + 3_000_000 / (32 * PagePool.PAGE) + 1);
    }

    @Test
    void aFileSystemWithoutAWayPastThePageCacheGetsTheSameBytes() throws IOException {
        pool = pool(new Disk() {
            @Override
            @Nullable
            FileChannel openDirectly(Path file) {
                return null;
            }
        });
        readsBack(Bodies.random(3_000_000, 14));
    }

    private void readsBack(byte[] bytes) throws IOException {
        Bodies bodies = new Bodies();
        Spooled spooled = Objects.requireNonNull(
                pool.spool(bodies.of(bytes, 50_000), LIMITS).block(PATIENCE));
        try (InputStream file = pool.open(spooled)) {
            assertThat(file.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    void aKeepThatCannotBeMadeDurableLeavesNoFile() throws IOException {
        pool = pool(new Disk() {
            @Override
            void syncDirectory(Path directory) throws IOException {
                if (directory.getParent().endsWith("pool")) {
                    throw new IOException("Input/output error");
                }
            }
        });
        Spooled spooled = spool(new byte[100]);
        StepVerifier.create(pool.keep(spooled)).expectError(Broken.class).verify(PATIENCE);
        StepVerifier.create(pool.discard(spooled)).expectComplete().verify(PATIENCE);
        assertThat(files()).isEmpty();
    }

    @Test
    void keptFilesAreReadableByAWebServerAndLieByDigest() throws IOException {
        Spooled spooled = spool(new byte[100]);
        Location location = Objects.requireNonNull(pool.keep(spooled).block(PATIENCE));
        Path file = pool.file(location).orElseThrow();
        String sha256 = spooled.digests().sha256();
        assertThat(root.resolve("pool").relativize(file).toString())
                .isEqualTo(sha256.substring(0, 2) + "/" + sha256 + "." + spooled.upload());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void theSweepDeletesWhatEarlierStartsAndLapsedInstancesLeft() throws IOException {
        Path own = Files.writeString(root.resolve("spool/here/old-1"), "old");
        Path lapsed = Files.writeString(
                Files.createDirectories(root.resolve("spool/gone")).resolve("x"), "x");
        Path alive = Files.writeString(
                Files.createDirectories(root.resolve("spool/other")).resolve("x"), "x");
        StepVerifier.create(pool.sweepSpool(List.of("gone", "never-was")))
                .expectNext(2L)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(own).doesNotExist();
        assertThat(lapsed).doesNotExist();
        assertThat(alive).exists();
    }

    private Spooled spool(byte[] bytes) {
        return Objects.requireNonNull(
                pool.spool(new Bodies().of(bytes, 1_000), LIMITS).block(PATIENCE));
    }

    private FilePool pool(Disk onDisk) throws IOException {
        return FilePool.in(directories(), new FilePool.Memory(BUDGET, CACHED), threads(), onDisk)
                .prepare();
    }

    private FilePool.Directories directories() {
        return new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here");
    }

    private FilePool.Threads threads() {
        return new FilePool.Threads(disk, digest, Schedulers.parallel());
    }

    private static Disk failing(String message) {
        return new Disk() {
            @Override
            void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
                throw new IOException(message);
            }
        };
    }

    /** The files under the root, in spool and pool. */
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Waits until the threads have nothing more to do; aborts are done then. */
    private void quiesce() {
        digest.disposeGracefully().block(PATIENCE);
        disk.disposeGracefully().block(PATIENCE);
    }

    /** Waits until the digests have eaten what they were given. */
    private void digestsAreIdle() {
        for (int round = 0; round < 100; round++) {
            Flux.range(0, 4)
                    .flatMap(n -> Mono.fromRunnable(() -> {}).subscribeOn(digest))
                    .blockLast(PATIENCE);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Blocks in its first write until told to go on. */
    private static final class SlowDisk extends Disk {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
            reached.countDown();
            FilePoolTest.await(goOn);
            super.append(channel, bytes);
        }
    }
}
