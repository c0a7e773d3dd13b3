package io.staithe.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server as its clients see it. Every call blocks. */
final class Server {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int AT_ONCE = 32;

    private final URI base;
    private final Secret secret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** A server to which this is shown. */
    Server(Secret secret) {
        this.base = root(secret.server());
        this.secret = secret;
    }

    /** An address against which the paths of a server can be resolved. */
    static URI root(URI address) {
        return address.getPath().endsWith("/") ? address : URI.create(address + "/");
    }

    /** The JSON behind a path. */
    JsonNode json(String path) {
        return JSON.readTree(text(path));
    }

    /** What a call with a body of JSON, or none, is answered with; a missing node where that is nothing. */
    JsonNode call(String method, String path, @Nullable JsonNode body) {
        HttpRequest.BodyPublisher bytes =
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(JSON.writeValueAsString(body));
        HttpRequest request = secret.to(base.resolve(path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, bytes)
                .build();
        Answer answer = Answer.of(send(request, BodyHandlers.ofString()));
        if (!answer.isFine()) {
            throw new Unanswered(answer.reason(), answer.status() == 404);
        }
        return answer.body();
    }

    /** The text behind a path. */
    String text(String path) {
        return checked(path, send(request("GET", path), BodyHandlers.ofString()));
    }

    /** The lines behind a path, as they come; to be closed. */
    Stream<String> lines(String path) {
        return checked(path, send(request("GET", path), BodyHandlers.ofLines()));
    }

    /**
     * Hands over the JSON behind a path for each of these, several asked at once, in their order; else a missing node.
     */
    <T> void all(List<T> values, Function<T, String> path, BiConsumer<T, JsonNode> taker) {
        each(
                values,
                value -> http.sendAsync(request("GET", path.apply(value)), BodyHandlers.ofString())
                        .thenApply(answer -> answer.statusCode() == 404
                                ? JSON.missingNode()
                                : JSON.readTree(checked(path.apply(value), answer))),
                taker);
    }

    /** Hands over the length that a HEAD of each of these tells, in the same way; none where it is missing. */
    <T> void lengths(List<T> values, Function<T, String> path, BiConsumer<T, OptionalLong> taker) {
        each(
                values,
                value -> http.sendAsync(request("HEAD", path.apply(value)), BodyHandlers.discarding())
                        .thenApply(answer -> answer.statusCode() == 200
                                ? answer.headers().firstValueAsLong("Content-Length")
                                : OptionalLong.empty()),
                taker);
    }

    private static <T, R> void each(List<T> values, Function<T, CompletableFuture<R>> call, BiConsumer<T, R> taker) {
        for (int from = 0; from < values.size(); from += AT_ONCE) {
            List<T> some = values.subList(from, Math.min(values.size(), from + AT_ONCE));
            List<CompletableFuture<R>> calls = some.stream().map(call).toList();
            for (int at = 0; at < some.size(); at++) {
                taker.accept(some.get(at), joined(calls.get(at)));
            }
        }
    }

    private static <R> R joined(CompletableFuture<R> call) {
        try {
            return call.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Unanswered told) {
                throw told;
            }
            throw new Unanswered(String.valueOf(failed.getCause()));
        }
    }

    private HttpRequest request(String method, String path) {
        return secret.to(base.resolve(path))
                .timeout(LIMIT)
                .method(method, BodyPublishers.noBody())
                .build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException broken) {
            throw new Unanswered(request.uri() + ": " + broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted");
        }
    }

    private static <T> T checked(String path, HttpResponse<T> answer) {
        if (answer.statusCode() != 200) {
            throw new Unanswered(
                    path + " is answered with " + answer.statusCode() + hint(answer), answer.statusCode() == 404);
        }
        return answer.body();
    }

    private static String hint(HttpResponse<?> answer) {
        return switch (answer.statusCode()) {
            case 401 -> ": it takes a token, see --token-file";
            case 403 -> ": the token may not see this";
            default -> "";
        };
    }

    /** A part of a path, encoded. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The server did not answer, or not as it should. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean missing;

        Unanswered(String message) {
            this(message, false);
        }

        private Unanswered(String message, boolean missing) {
            super(message);
            this.missing = missing;
        }

        /** Whether the server has nothing behind the path. */
        boolean isMissing() {
            return missing;
        }
    }
}
