package io.staithe.web.archive;

import io.staithe.publish.Place;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.PublicKeys.Trust;
import io.staithe.publish.Publication;
import io.staithe.publish.Publications;
import io.staithe.web.Callers;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What a client machine needs to trust an archive: the public key and a ready {@code .sources} file. */
final class KeyHandler {
    private static final MediaType PLAIN = MediaType.parseMediaType("text/plain; charset=utf-8");
    private static final MediaType ARMORED = MediaType.parseMediaType("application/pgp-keys");

    private final PublicKeys keys;
    private final Publications publications;
    private final Optional<URI> publicUrl;

    KeyHandler(PublicKeys keys, Publications publications, Optional<URI> publicUrl) {
        this.keys = keys;
        this.publications = publications;
        this.publicUrl = publicUrl;
    }

    /** An armored public key: {@code <fingerprint>.asc}, or {@code archive.asc} for the default signing key. */
    Mono<ServerResponse> key(ServerRequest request) {
        String file = request.pathVariable("file");
        Optional<String> armored = file.endsWith(".asc")
                ? keys.armored(file.substring(0, file.length() - ".asc".length()))
                : Optional.empty();
        return armored.map(text -> ServerResponse.ok().contentType(ARMORED).bodyValue(text))
                .orElseGet(() -> ServerResponse.status(HttpStatus.NOT_FOUND)
                        .contentType(PLAIN)
                        .bodyValue("no such signing key: name a fingerprint with .asc, or archive.asc\n"));
    }

    /** The deb822 source of a publication, by its row or by place; {@code key=file} leaves the key out. */
    Mono<ServerResponse> sources(ServerRequest request) {
        Trust trust =
                request.queryParam("key").filter("file"::equals).isPresent() ? Trust.KEYRING_FILE : Trust.EMBEDDED;
        return publication(request)
                .map(publication -> keys.sources(
                        publication, base(request) + root(publication.place().storage()), trust))
                .flatMap(text -> ServerResponse.ok().contentType(PLAIN).bodyValue(text));
    }

    private Mono<Publication> publication(ServerRequest request) {
        String id = request.pathVariables().getOrDefault("id", "");
        if (!id.isEmpty()) {
            return publications.show(Callers.of(request), Long.parseLong(id));
        }
        String prefix =
                request.queryParam("prefix").filter(text -> !text.isEmpty()).orElse(".");
        String distribution = request.queryParam("distribution").orElse("");
        return publications.show(
                Callers.of(request), new Place(request.queryParam("storage").orElse(""), prefix, distribution));
    }

    private static String root(String storage) {
        return storage.isEmpty() ? "/apt" : "/repos/" + storage.replaceFirst("^filesystem:", "");
    }

    private String base(ServerRequest request) {
        URI base = publicUrl.orElseGet(() -> request.uri().resolve("/"));
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
