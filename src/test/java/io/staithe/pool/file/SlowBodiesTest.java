package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PoolFault;
import io.staithe.pool.Spooled;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Two hundred clients that send two kilobytes a second hold nobody up, and are cut by the least rate. */
final class SlowBodiesTest {
    private static final int SLOW = 200;
    private static final int BYTES_A_SECOND = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final BodyLimits LIMITS =
            new BodyLimits(64 << 20, Duration.ofSeconds(60), 4_096, Duration.ofSeconds(60));

    @TempDir
    private Path root;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Scheduler disk = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private final Scheduler digest = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "digest");
    private final Bodies bodies = new Bodies();
    private final Queue<Throwable> ends = new ConcurrentLinkedQueue<>();

    @Test
    void theyAreCutAndAnHonestBodyComesMeanwhile() throws IOException, InterruptedException {
        FilePool pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(64 << 20),
                        new FilePool.Threads(disk, digest, time))
                .prepare();
        CountDownLatch ended = new CountDownLatch(SLOW);
        for (int n = 0; n < SLOW; n++) {
            pool.spool(slow(), LIMITS).doFinally(signal -> ended.countDown()).subscribe(done -> {}, ends::add);
        }
        time.advanceTimeBy(Duration.ofSeconds(30));
        byte[] honest = Bodies.random(10_000_000, 1);
        Spooled spooled = pool.spool(bodies.of(honest, 64_000), LIMITS).block(PATIENCE);
        assertThat(spooled).isNotNull();
        assertThat(ends).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(31));
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(ends)
                .hasSize(SLOW)
                .allSatisfy(end -> assertThat(((Fault) end).code()).isEqualTo(PoolFault.BODY_TOO_SLOW));
        assertThat(pool.openBodies()).isZero();
        pool.close();
        disk.disposeGracefully().block(PATIENCE);
        digest.disposeGracefully().block(PATIENCE);
        try (Stream<Path> left = Files.walk(root.resolve("spool"))) {
            assertThat(left.filter(Files::isRegularFile)).hasSize(1);
        }
        assertThat(bodies.leaked()).isEmpty();
    }

    private Flux<DataBuffer> slow() {
        byte[] piece = new byte[BYTES_A_SECOND];
        return Flux.interval(Duration.ofSeconds(1), time).map(second -> bodies.buffer(piece, 0, piece.length));
    }
}
