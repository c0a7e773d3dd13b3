package io.staithe.web.rest;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import reactor.core.publisher.Mono;

/**
 * The OpenAPI document of the native API, which is kept by hand: as it was written, and as JSON, made when first asked
 * for.
 */
public final class ApiDocument {
    private static final MediaType YAML = new MediaType("application", "yaml");

    private final String text;
    private final Mono<String> json;

    /**
     * A document.
     *
     * @param text OpenAPI 3.1 as YAML
     */
    public ApiDocument(String text) {
        this.text = text;
        this.json = Mono.fromCallable(() -> RestJson.write(reader().load(text))).cache();
    }

    private static Yaml reader() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    Mono<ServerResponse> json(ServerRequest request) {
        return json.flatMap(document ->
                ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(document));
    }

    Mono<ServerResponse> yaml(ServerRequest request) {
        return ServerResponse.ok().contentType(YAML).bodyValue(text);
    }
}
