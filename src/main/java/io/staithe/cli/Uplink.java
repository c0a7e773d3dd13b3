package io.staithe.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests with the bytes of files. Every call blocks; a connection on which nothing moves is given up. */
final class Uplink {
    /** The client of Java 17 waits for ever where the answer to an expectation has a body. */
    private static final boolean EXPECTS = Runtime.version().feature() >= 25;

    private static final Duration STILLNESS = Duration.ofMinutes(2);

    private final Secret secret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Shows this to the server that it is for. */
    Uplink(Secret secret) {
        this.secret = secret;
    }

    /** A request without a body; a connection that breaks is {@link Broken}. */
    Answer ask(HttpRequest.Builder request, String method, LocalFile file) throws IOException {
        return send(request.method(method, BodyPublishers.noBody()).build(), file.transfer());
    }

    /**
     * A request with the bytes of the file from an offset on; where the platform allows it, none that the server
     * refuses.
     */
    Answer bring(HttpRequest.Builder request, String method, LocalFile file, long offset) throws IOException {
        if (offset == file.size()) {
            return ask(request, method, file);
        }
        BodyPublisher bytes = BodyPublishers.ofInputStream(() -> open(file, offset));
        return send(
                request.method(method, BodyPublishers.fromPublisher(bytes, file.size() - offset))
                        .expectContinue(EXPECTS)
                        .build(),
                file.transfer());
    }

    /** A request to an address. */
    HttpRequest.Builder to(URI address) {
        return secret.to(address);
    }

    private static InputStream open(LocalFile file, long offset) {
        try {
            return file.from(offset);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Answer send(HttpRequest request, Transfer transfer) throws IOException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, BodyHandlers.ofString());
        long seen;
        do {
            seen = transfer.bytes();
            try {
                return Answer.of(answer.get(STILLNESS.toSeconds(), TimeUnit.SECONDS));
            } catch (TimeoutException still) {
                continue;
            } catch (ExecutionException failed) {
                throw new Broken(request.uri() + ": " + failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        } while (transfer.bytes() != seen);
        answer.cancel(true);
        throw new Broken(request.uri() + ": nothing moved for " + STILLNESS.toSeconds() + " seconds");
    }

    /** A connection that could not be made, or did not last. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }
}
