package io.staithe.web.rest;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Place;
import io.staithe.publish.Publications;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Shows publications: all of them, the one at a place, the one of a number. */
public final class PublicationHandler {
    private final Publications publications;

    /** Translates to the use cases of publications. */
    public PublicationHandler(Publications publications) {
        this.publications = publications;
    }

    /** The publication at {@code ?prefix=&distribution=} (and {@code storage=}); without a distribution all of them. */
    Mono<ServerResponse> find(ServerRequest request) {
        Optional<String> distribution = request.queryParam("distribution");
        if (distribution.isEmpty()) {
            return publications.list(Callers.of(request)).collectList().flatMap(RestJson::ok);
        }
        String prefix =
                request.queryParam("prefix").filter(text -> !text.isEmpty()).orElse(".");
        Place place = new Place(request.queryParam("storage").orElse(""), prefix, distribution.get());
        return publications.show(Callers.of(request), place).flatMap(RestJson::ok);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.fromCallable(() -> id(request.pathVariable("id")))
                .flatMap(id -> publications.show(Callers.of(request), id))
                .flatMap(RestJson::ok);
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException broken) {
            throw new Refused(WebFault.BAD_PARAMETER, "publication id '" + Fault.bounded(text) + "' must be a number");
        }
    }
}
