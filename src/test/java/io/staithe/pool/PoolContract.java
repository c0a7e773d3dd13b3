package io.staithe.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What every {@link Pool} must show, whatever it stores bytes in. */
public interface PoolContract {
    /** The longest that anything here may take. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Limits that no test breaks by accident. */
    BodyLimits LIMITS = new BodyLimits(64 << 20, Duration.ofSeconds(20), 1, Duration.ofSeconds(20));

    /** The pool to be judged, ready and empty; the same one within a test. */
    Pool testee();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000, 16_384, 32_768, 32_769, 1_048_576, 9_000_001})
    default void whatWasSpooledAndKeptReadsBackWithItsDigests(int length) throws IOException {
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(length, length);
        Spooled spooled = spooled(bodies.of(bytes, 65_536));
        assertThat(spooled.digests()).isEqualTo(digests(bytes));
        assertThat(read(testee().open(spooled))).isEqualTo(bytes);
        Location location = kept(spooled);
        assertThat(read(testee().open(location))).isEqualTo(bytes);
        assertThat(bodies.leaked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    default void spoolingIsBlindToHowTheBodyWasCut(long seed) {
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(3_000_000 + (int) seed * 12_345, 77);
        Flux<DataBuffer> body = bodies.cut(bytes, seed % 2 == 0 ? 300_000 : 900, seed);
        assertThat(spooled(body).digests()).as("seed %d", seed).isEqualTo(digests(bytes));
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    default void keptBytesTellTheirSizeUntilTheyAreDeleted() {
        Location location = kept(spooled(new Bodies().of(Bodies.random(12_345, 1), 50)));
        assertThat(testee().sizeBytes(location).block(PATIENCE)).isEqualTo(12_345);
        testee().delete(location).block(PATIENCE);
        StepVerifier.create(testee().sizeBytes(location)).expectComplete().verify(PATIENCE);
    }

    @Test
    default void theSameBytesTwiceGetTwoLocations() {
        byte[] bytes = Bodies.random(100, 1);
        Bodies bodies = new Bodies();
        Location first = kept(spooled(bodies.of(bytes, 50)));
        Location second = kept(spooled(bodies.of(bytes, 50)));
        assertThat(first).isNotEqualTo(second);
        assertThat(first.value().substring(0, 71)).isEqualTo(second.value().substring(0, 71));
    }

    @Test
    default void skippingInAnOpenFileSeeks() throws IOException {
        byte[] bytes = Bodies.random(100_000, 5);
        try (InputStream file = testee().open(spooled(new Bodies().of(bytes, 4_096)))) {
            file.skipNBytes(99_990);
            assertThat(file.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 99_990, 100_000));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,100000", "0,1", "99999,1", "12345,70000"})
    default void aRangeOfKeptBytesIsRead(int offset, int length) {
        byte[] bytes = Bodies.random(100_000, 8);
        Location location = kept(spooled(new Bodies().of(bytes, 4_096)));
        byte[] read = new byte[length];
        int[] at = {0};
        StepVerifier.create(testee().read(location, offset, length).doOnNext(buffer -> {
                    int count = buffer.readableByteCount();
                    buffer.read(read, at[0], count);
                    at[0] += count;
                    DataBufferUtils.release(buffer);
                }))
                .thenConsumeWhile(buffer -> true)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(at[0]).isEqualTo(length);
        assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Test
    default void whatIsNotThereIsNotReadAsNothing() {
        Location location = kept(spooled(new Bodies().of(Bodies.random(100, 3), 50)));
        testee().delete(location).block(PATIENCE);
        StepVerifier.create(testee().read(location, 0, 100))
                .expectError(Fault.class)
                .verify(PATIENCE);
        assertThatThrownBy(() -> testee().open(location).readAllBytes())
                .isInstanceOfAny(Fault.class, IOException.class);
    }

    @Test
    default void keptBytesAreFoundByWhenTheyCame() {
        Instant before = Instant.now().minusSeconds(5);
        Location location = kept(spooled(new Bodies().of(Bodies.random(100, 3), 50)));
        Instant after = Instant.now().plusSeconds(5);
        assertThat(testee().changedBetween(before, after).collectList().block(PATIENCE))
                .containsExactly(location);
        assertThat(testee().changedBetween(after, after.plusSeconds(1))
                        .collectList()
                        .block(PATIENCE))
                .isEmpty();
    }

    @Test
    default void oneByteOverTheLimitIsRefused() {
        Bodies bodies = new Bodies();
        byte[] bytes = Bodies.random(1_000_001, 2);
        var limits = new BodyLimits(1_000_000, LIMITS.idle(), 0, LIMITS.rateWindow());
        StepVerifier.create(testee().spool(bodies.of(bytes, 10_000), limits))
                .expectErrorSatisfies(failure -> assertCode(failure, PoolFault.BODY_TOO_LARGE))
                .verify(PATIENCE);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    default void aBodyOfJustTheLimitIsTaken() {
        byte[] bytes = Bodies.random(1_000_000, 2);
        var limits = new BodyLimits(1_000_000, LIMITS.idle(), 0, LIMITS.rateWindow());
        StepVerifier.create(testee().spool(new Bodies().of(bytes, 10_000), limits))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    default void aBodyThatFailsLeavesNoBuffer() {
        Bodies bodies = new Bodies();
        Flux<DataBuffer> body =
                bodies.of(Bodies.random(5_000_000, 3), 50_000).concatWith(Flux.error(new IOException("gone")));
        StepVerifier.create(testee().spool(body, LIMITS))
                .expectError(IOException.class)
                .verify(PATIENCE);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    default void aStalledBodyIsGivenUp() {
        Bodies bodies = new Bodies();
        Flux<DataBuffer> body = bodies.of(Bodies.random(70_000, 4), 10_000).concatWith(Flux.never());
        var limits = new BodyLimits(1 << 20, Duration.ofMillis(200), 0, Duration.ofSeconds(60));
        StepVerifier.create(testee().spool(body, limits))
                .expectErrorSatisfies(failure -> assertCode(failure, PoolFault.BODY_STALLED))
                .verify(PATIENCE);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    default void aTricklingBodyIsGivenUp() {
        Bodies bodies = new Bodies();
        byte[] one = {1};
        Flux<DataBuffer> body =
                Flux.interval(Duration.ofMillis(20)).onBackpressureDrop().map(tick -> bodies.buffer(one, 0, 1));
        var limits = new BodyLimits(1 << 20, Duration.ofSeconds(60), 10_000, Duration.ofMillis(300));
        StepVerifier.create(testee().spool(body, limits))
                .expectErrorSatisfies(failure -> assertCode(failure, PoolFault.BODY_TOO_SLOW))
                .verify(PATIENCE);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    default void deletingAndDiscardingAreRepeatable() {
        Bodies bodies = new Bodies();
        Location location = kept(spooled(bodies.of(new byte[10], 10)));
        Spooled spooled = spooled(bodies.of(new byte[10], 10));
        Mono<Void> twice = Mono.when(testee().delete(location), testee().discard(spooled))
                .then(Mono.when(testee().delete(location), testee().discard(spooled)));
        StepVerifier.create(twice).expectComplete().verify(PATIENCE);
    }

    @Test
    default void theSpoolSweepSparesWhatThisStartSpooled() throws IOException {
        byte[] bytes = Bodies.random(10, 6);
        Spooled spooled = spooled(new Bodies().of(bytes, 10));
        StepVerifier.create(testee().sweepSpool(List.of()))
                .expectNext(0L)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(read(testee().open(spooled))).isEqualTo(bytes);
    }

    private static byte[] read(InputStream bytes) throws IOException {
        try (bytes) {
            return bytes.readAllBytes();
        }
    }

    private Spooled spooled(Flux<DataBuffer> body) {
        return Objects.requireNonNull(testee().spool(body, LIMITS).block(PATIENCE));
    }

    private Location kept(Spooled spooled) {
        return Objects.requireNonNull(testee().keep(spooled).block(PATIENCE));
    }

    private static void assertCode(Throwable failure, PoolFault code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static Digests digests(byte[] bytes) {
        return new Digests(
                bytes.length, hex("MD5", bytes), hex("SHA-1", bytes), hex("SHA-256", bytes), hex("SHA-512", bytes));
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
