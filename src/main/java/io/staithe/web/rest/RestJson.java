package io.staithe.web.rest;

import io.staithe.web.JsonArrays;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON of the native API: members named as the components of our values, in their order. */
final class RestJson {
    private static final int PAGE = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private RestJson() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static JsonNode read(byte[] text) {
        return MAPPER.readTree(text);
    }

    static <T> T read(JsonNode value, Class<T> type) {
        return MAPPER.treeToValue(value, type);
    }

    /** 200 with an array that is written as it comes. */
    static Mono<ServerResponse> array(Flux<?> values) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(BodyInserters.fromDataBuffers(JsonArrays.body(values.map(RestJson::write), PAGE)));
    }

    static Mono<ServerResponse> ok(Object value) {
        return ServerResponse.status(HttpStatus.OK)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(write(value));
    }
}
