package io.staithe.pool.file;

import com.sun.management.OperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Spooled;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Measures spooling and keeping from memory, by hand: {@code SpoolBenchmark <directory on the disk to measure>}.
 *
 * <p>Buffers of 64 KiB are allocated and filled as the network would; each stream has an emitting thread of its own.
 */
final class SpoolBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolBenchmark.class);
    private static final BodyLimits LIMITS =
            new BodyLimits(Long.MAX_VALUE, Duration.ofMinutes(5), 0, Duration.ofMinutes(5));
    private static final int BUFFER = 64 * 1024;
    private static final int LARGE = 1 << 30;
    private static final int SMALL = 5_000;
    private static final double NANOS = 1e9;

    private final NettyDataBufferFactory factory = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);
    private final byte[] noise = Bodies.random(BUFFER, 1);
    private final FilePool pool;

    private SpoolBenchmark(FilePool pool) {
        this.pool = pool;
    }

    /** Runs each measurement three times. */
    public static void main(String[] arguments) throws IOException {
        Path root = Files.createTempDirectory(Path.of(arguments[0]), "spool-benchmark");
        ExecutorService disk = Executors.newFixedThreadPool(16);
        ExecutorService digest =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (FilePool pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(64 << 20),
                        new FilePool.Threads(
                                Schedulers.fromExecutorService(disk),
                                Schedulers.fromExecutorService(digest),
                                Schedulers.parallel()))
                .prepare()) {
            SpoolBenchmark benchmark = new SpoolBenchmark(pool);
            for (int round = 0; round < 3; round++) {
                benchmark.floor();
                benchmark.large(1);
                benchmark.large(4);
                benchmark.small(20_000, 32);
            }
        } finally {
            disk.shutdown();
            digest.shutdown();
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void large(int streams) {
        long began = System.nanoTime();
        long cpuBegan = cpuNanos();
        Flux.range(0, streams)
                .flatMap(n -> pool.spool(body(LARGE).subscribeOn(Schedulers.parallel()), LIMITS)
                        .flatMap(pool::discard))
                .blockLast();
        double seconds = (System.nanoTime() - began) / NANOS;
        LOG.info(
                "{} x 1 GiB: {} GB/s in all, {} s of processor for each",
                streams,
                streams * (LARGE / NANOS) / seconds,
                (cpuNanos() - cpuBegan) / NANOS / streams);
    }

    /** What the digests alone cost, on one thread. */
    private void floor() {
        long cpuBegan = cpuNanos();
        ByteBuffer page = ByteBuffer.allocateDirect(BUFFER).put(noise).flip();
        for (MessageDigest hash :
                Hashes.ofNothing().groups().stream().flatMap(List::stream).toList()) {
            for (int n = 0; n < LARGE / BUFFER; n++) {
                hash.update(page.duplicate());
            }
        }
        LOG.info("four digests alone: {} s of processor for 1 GiB", (cpuNanos() - cpuBegan) / NANOS);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void small(int files, int atOnce) {
        long began = System.nanoTime();
        Flux.range(0, files)
                .flatMap(n -> one(n).flatMap(pool::keep), atOnce)
                .then()
                .block();
        double seconds = (System.nanoTime() - began) / NANOS;
        LOG.info("{} x 5 KB by {}: {} spooled and kept per second", files, atOnce, files / seconds);
    }

    private Mono<Spooled> one(int number) {
        return pool.spool(
                Flux.defer(() -> {
                    DataBuffer buffer = factory.allocateBuffer(SMALL);
                    buffer.write(ByteBuffer.allocate(4).putInt(0, number), ByteBuffer.wrap(noise, 0, SMALL - 4));
                    return Flux.just(buffer);
                }),
                LIMITS);
    }

    private Flux<DataBuffer> body(int bytes) {
        return Flux.range(0, bytes / BUFFER)
                .map(n -> factory.allocateBuffer(BUFFER).write(noise));
    }
}
