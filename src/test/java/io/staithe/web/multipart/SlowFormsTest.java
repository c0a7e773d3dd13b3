package io.staithe.web.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PoolFault;
import io.staithe.pool.file.FilePool;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A form is given up wherever it falls silent or crawls, and never for the time that its reader takes. */
final class SlowFormsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final BodyLimits LIMITS = new BodyLimits(1 << 20, IDLE, 100, Duration.ofSeconds(60));
    private static final MultipartForm FORM = new MultipartForm(new MultipartLimits(5, 100_000, 256));
    private static final String HEAD = "--XyZ\r\nContent-Disposition: form-data; filename=";
    private static final String PART = HEAD + "a\r\n\r\n1\r\n";

    @TempDir
    private Path root;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Bodies bodies = new Bodies();
    private final List<FaultCode> ends = new ArrayList<>();
    private FilePool pool;

    @BeforeEach
    void open() throws IOException {
        pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(16 << 20),
                        new FilePool.Threads(Schedulers.immediate(), Schedulers.immediate(), time))
                .prepare();
    }

    @AfterEach
    void close() {
        pool.close();
        assertThat(bodies.leaked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a preamble",
                HEAD,
                HEAD + "a\r\n\r\n1",
                PART,
                PART + HEAD,
                PART + "--XyZ--\r\nand an epilogue"
            })
    void silenceAnywhereEndsIt(String begun) {
        reading(Flux.concat(body(begun), Flux.never()));
        time.advanceTimeBy(IDLE.minusSeconds(1));
        assertThat(ends).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(ends).containsExactly(PoolFault.BODY_STALLED);
    }

    @Test
    void anEpilogueThatCrawlsEndsIt() {
        reading(Flux.concat(
                body(PART + "--XyZ--\r\n"),
                Flux.interval(Duration.ofSeconds(1), time).concatMap(second -> body("x"))));
        time.advanceTimeBy(Duration.ofSeconds(61));
        assertThat(ends).containsExactly(PoolFault.BODY_TOO_SLOW);
    }

    @Test
    void aReaderThatTakesItsTimeDoesNot() {
        StepVerifier.create(pool.paced(body(PART), LIMITS).map(SlowFormsTest::released), 0)
                .expectSubscription()
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(10)))
                .thenRequest(1)
                .expectNext(PART.length())
                .expectComplete()
                .verify(PATIENCE);
    }

    private void reading(Flux<DataBuffer> body) {
        FORM.files("multipart/form-data; boundary=XyZ", pool.paced(body, LIMITS))
                .concatMap(file -> pool.spool(file.content(), LIMITS).then(Mono.<Void>empty()), 0)
                .subscribe(none -> {}, end -> ends.add(((Fault) end).code()));
    }

    private Flux<DataBuffer> body(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return bodies.of(bytes, Math.max(1, bytes.length));
    }

    private static int released(DataBuffer buffer) {
        int bytes = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
