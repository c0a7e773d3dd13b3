package io.staithe.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.pool.PoolContract;
import io.staithe.pool.Spooled;
import io.staithe.pool.file.FilePool;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@link S3Pool} keeps the contract, and leaves nothing in the spool of what it kept. */
final class S3PoolTest implements PoolContract {
    @TempDir
    private Path root;

    private final Scheduler threads = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private final Bucket bucket = Buckets.fresh();
    private FilePool spool;
    private S3Pool pool;

    @BeforeEach
    void open() throws IOException {
        spool = FilePool.in(
                        new FilePool.Directories(root.resolve("spool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(threads, threads, Schedulers.parallel()))
                .prepare();
        pool = new S3Pool(spool, bucket, Duration.ZERO, threads);
    }

    @AfterEach
    void close() {
        spool.close();
        bucket.close();
        threads.dispose();
    }

    @Override
    public Pool testee() {
        return pool;
    }

    @Test
    void whatIsKeptLeavesTheSpool() throws IOException {
        Spooled spooled = Objects.requireNonNull(pool.spool(new Bodies().of(Bodies.random(100_000, 1), 10_000), LIMITS)
                .block(PATIENCE));
        Location location = Objects.requireNonNull(pool.keep(spooled).block(PATIENCE));
        assertThat(location.sha256()).isEqualTo(spooled.digests().sha256());
        assertThat(Objects.requireNonNull(bucket.head(location.value()).block(PATIENCE))
                        .sha256())
                .isEqualTo(spooled.digests().sha256());
        try (Stream<Path> left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
