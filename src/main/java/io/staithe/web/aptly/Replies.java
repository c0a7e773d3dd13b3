package io.staithe.web.aptly;

import io.staithe.web.Dialect.Rendering;
import io.staithe.web.JsonArrays;
import io.staithe.web.aptly.wire.AptlyJson;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Answers as aptly writes them. */
public final class Replies {
    private static final int PAGE = 256;

    private Replies() {}

    /** 200 with a value. */
    public static Mono<ServerResponse> ok(@Nullable JsonNode value) {
        return json(200, value);
    }

    /** A status with a value. */
    public static Mono<ServerResponse> json(int status, @Nullable JsonNode value) {
        return rendering(new Rendering(status, AptlyJson.CONTENT_TYPE, AptlyJson.write(value)));
    }

    /** An answer that is text already. */
    static Mono<ServerResponse> rendering(Rendering rendering) {
        return ServerResponse.status(HttpStatusCode.valueOf(rendering.status()))
                .header(HttpHeaders.CONTENT_TYPE, rendering.contentType())
                .bodyValue(rendering.body());
    }

    /**
     * 200 with an array that is written as it comes, in pages; a fault before the first element is still an answer of
     * its own.
     */
    public static Mono<ServerResponse> array(Flux<? extends JsonNode> elements) {
        return array(elements, PAGE);
    }

    /** The same with so many elements in a page. */
    static Mono<ServerResponse> array(Flux<? extends JsonNode> elements, int pageSize) {
        return written(JsonArrays.body(elements.map(AptlyJson::write), pageSize));
    }

    /** 200 with the body of an array. */
    static Mono<ServerResponse> written(Flux<DataBuffer> body) {
        return ServerResponse.ok()
                .header(HttpHeaders.CONTENT_TYPE, AptlyJson.CONTENT_TYPE)
                .body(BodyInserters.fromDataBuffers(body));
    }

    /** Whether a flag of the query is on: only for the exact value {@code 1}. */
    static boolean isOn(ServerRequest request, String flag) {
        return request.queryParam(flag).filter("1"::equals).isPresent();
    }
}
