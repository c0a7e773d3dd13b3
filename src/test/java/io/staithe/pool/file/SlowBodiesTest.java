package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PoolFault;
import io.staithe.pool.Spooled;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Two hundred clients that send two kilobytes a second hold nobody up, and are cut by the least rate. */
final class SlowBodiesTest {
    private static final int SLOW = 200;
    private static final int BYTES_A_SECOND = 2_000;
    private static final long OWN = (long) PagePool.OWN * PagePool.PAGE;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final BodyLimits LIMITS =
            new BodyLimits(64 << 20, Duration.ofSeconds(60), 4_096, Duration.ofSeconds(60));

    @TempDir
    private Path root;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Bodies bodies = new Bodies();
    private final List<FaultCode> ends = new ArrayList<>();

    @Test
    void theyAreCutAndAnHonestBodyComesMeanwhile() throws IOException {
        FilePool pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(16 << 20),
                        new FilePool.Threads(Schedulers.immediate(), Schedulers.immediate(), time))
                .prepare();
        for (int n = 0; n < SLOW; n++) {
            pool.spool(slow(), LIMITS).subscribe(done -> {}, end -> ends.add(((Fault) end).code()));
        }
        long most = 0;
        for (int second = 0; second < 59; second++) {
            time.advanceTimeBy(Duration.ofSeconds(1));
            most = Math.max(most, pool.bufferedBytes());
        }
        assertThat(most).as("nobody has more than its own pages").isLessThanOrEqualTo(SLOW * OWN);
        byte[] honest = Bodies.random(10_000_000, 1);
        Spooled spooled = pool.spool(bodies.of(honest, 64_000), LIMITS).block(PATIENCE);
        assertThat(spooled).isNotNull();
        assertThat(ends).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(ends).hasSize(SLOW).containsOnly(PoolFault.BODY_TOO_SLOW);
        assertThat(pool.openBodies()).isZero();
        assertThat(pool.bufferedBytes()).isZero();
        pool.close();
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
