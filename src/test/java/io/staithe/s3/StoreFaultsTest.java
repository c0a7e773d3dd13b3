package io.staithe.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Spooled;
import io.staithe.pool.file.FilePool;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A store that fails is asked again for a while; then it is said so, and nothing is left. */
final class StoreFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = (int) (2 * Buckets.PART + 1);

    @TempDir
    private Path root;

    private final Scheduler threads = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private final ExecutorService answering = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private FilePool spool;
    private HttpServer store;

    @BeforeEach
    void open() throws IOException {
        spool = FilePool.in(
                        new FilePool.Directories(root.resolve("spool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(threads, threads, Schedulers.parallel()))
                .prepare();
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.setExecutor(answering);
    }

    @AfterEach
    void close() {
        over.countDown();
        store.stop(0);
        answering.shutdownNow();
        spool.close();
        threads.dispose();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void aStoreThatCannotIsAskedAgainAndThenUnavailable(int status) {
        S3Pool pool = pool(answering(status), Duration.ofSeconds(10));
        StepVerifier.create(pool.keep(spooled(100)))
                .expectErrorSatisfies(failure -> assertThat(failure).isInstanceOfSatisfying(Exhausted.class, away -> {
                    assertThat(away.code()).isEqualTo(S3Fault.OBJECT_STORE_AWAY);
                    assertThat(away.getMessage()).contains("status " + status, "PUT");
                }))
                .verify(PATIENCE);
        assertThat(requests).as("three tries to put, three to take it away").hasValue(6);
        pool.close();
    }

    @Test
    void aStoreThatRefusesIsNotAskedAgain() {
        S3Pool pool = pool(answering(403), Duration.ofSeconds(10));
        StepVerifier.create(pool.keep(spooled(100)))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Broken.class,
                                refused -> assertThat(refused.code()).isEqualTo(S3Fault.OBJECT_STORE_REFUSED)))
                .verify(PATIENCE);
        assertThat(requests).hasValue(2);
        pool.close();
    }

    @Test
    void aStoreWithoutConditionsIsToldNone() {
        store.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            boolean conditional = exchange.getRequestHeaders().containsKey("If-None-Match");
            exchange.sendResponseHeaders(conditional ? 501 : 200, -1);
            exchange.close();
        });
        store.start();
        Bucket bucket = Buckets.open(Buckets.terms(address(), "any", Duration.ofSeconds(10)));
        Source source = new Source.OfFlow(3, (offset, length) -> Flux.just(ByteBuffer.wrap(new byte[3])));
        for (String path : List.of("first", "second")) {
            assertThat(bucket.put(path, Outline.ofPool("0"), Condition.ABSENT, source)
                            .block(PATIENCE))
                    .isEqualTo(Bucket.Written.BY_US);
        }
        assertThat(requests).as("one refused, two taken").hasValue(3);
        bucket.close();
    }

    @Test
    void aStoreThatSaysNothingIsGivenUp() {
        store.createContext("/", exchange -> {
            requests.incrementAndGet();
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        store.start();
        S3Pool pool = pool(address(), Duration.ofMillis(150));
        StepVerifier.create(Mono.when(pool.keep(spooled(100))))
                .expectError(Exhausted.class)
                .verify(PATIENCE);
        assertThat(requests.get()).isGreaterThanOrEqualTo(3);
        pool.close();
    }

    @Test
    void aStoreThatIsNotThereIsUnavailable() {
        S3Pool pool = pool(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(10));
        StepVerifier.create(pool.keep(spooled(100)))
                .expectError(Exhausted.class)
                .verify(PATIENCE);
        pool.close();
    }

    @Test
    void partsOfWhatFailedOrWasCancelledGo() {
        ObjectStore whole = ObjectStore.shared();
        String bucket = whole.bucket();
        S3Pool pool = pool(Buckets.terms(whole.failingParts(2), bucket, Duration.ofSeconds(10)));
        StepVerifier.create(pool.keep(spooled(LARGE)))
                .expectError(Exhausted.class)
                .verify(PATIENCE);
        assertThat(whole.uploads(bucket)).isZero();
        assertThat(pool.changedBetween(Instant.EPOCH, Instant.now().plusSeconds(60))
                        .collectList()
                        .block(PATIENCE))
                .isEmpty();
        pool.close();
    }

    @Test
    void partsThatACrashLeftAreSweptWhenTheyAreOld() {
        String name = ObjectStore.shared().bucket();
        Bucket bucket = Buckets.open(Buckets.terms(name));
        bucket.begin("left/behind", Outline.ofPool("0")).block(PATIENCE);
        assertThat(ObjectStore.shared().uploads(name)).isEqualTo(1);
        assertThat(bucket.abortBegunBefore(Instant.now().minusSeconds(3600)).block(PATIENCE))
                .isZero();
        assertThat(bucket.abortBegunBefore(Instant.now().plusSeconds(60)).block(PATIENCE))
                .isEqualTo(1);
        assertThat(ObjectStore.shared().uploads(name)).isZero();
        bucket.close();
    }

    @Test
    void moreRequestsThanConnectionsWaitForEachOther() {
        Bucket bucket = Buckets.fresh();
        var all = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r");
        StepVerifier.create(Mono.when(all.stream().map(bucket::delete).toList()))
                .expectComplete()
                .verify(PATIENCE);
        bucket.close();
    }

    private URI answering(int status) {
        store.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        store.start();
        return address();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + store.getAddress().getPort());
    }

    private S3Pool pool(URI endpoint, Duration timeout) {
        return pool(Buckets.terms(endpoint, "any", timeout));
    }

    private S3Pool pool(BucketTerms terms) {
        return new S3Pool(spool, Buckets.open(terms), Duration.ZERO, threads);
    }

    private Spooled spooled(int length) {
        var limits = new BodyLimits(64 << 20, PATIENCE, 0, PATIENCE);
        return Objects.requireNonNull(spool.spool(new Bodies().of(Bodies.random(length, 1), 65_536), limits)
                .block(PATIENCE));
    }
}
