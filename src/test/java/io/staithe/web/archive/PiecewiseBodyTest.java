package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.publish.PublishedFiles.Piece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

final class PiecewiseBodyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void whatCannotGoStraightToTheNetworkIsReadOnTheThreadsThatAreGiven(@TempDir Path room) throws IOException {
        Path file = Files.writeString(room.resolve("file"), "0123456789");
        var threads = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        List<Piece> pieces = List.of(new Piece(file, 0, 5), new Piece(file, 0, 10));
        try {
            StepVerifier.create(PiecewiseBody.write(
                            exchange,
                            pieces,
                            new ByteRange(1, 9),
                            threads,
                            (blob, offset, length) -> Flux.error(new IllegalStateException("no file"))))
                    .expectComplete()
                    .verify(LIMIT);
            StepVerifier.create(exchange.getResponse().getBodyAsString())
                    .expectNext("123401234")
                    .expectComplete()
                    .verify(LIMIT);
            assertThat(threads.getTaskCount()).isPositive();
        } finally {
            threads.shutdown();
        }
    }
}
