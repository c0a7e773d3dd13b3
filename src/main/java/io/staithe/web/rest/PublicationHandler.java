package io.staithe.web.rest;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Place;
import io.staithe.publish.Publication;
import io.staithe.publish.Publications;
import io.staithe.queue.Listing;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Publications: all of them, the one at a place, the one of a number; and what may be set of one. */
public final class PublicationHandler {
    private final Publications publications;
    private final TaskReplies replies;

    /** Translates to the use cases of publications. */
    public PublicationHandler(Publications publications, TaskReplies replies) {
        this.publications = publications;
        this.replies = replies;
    }

    /** The publication at {@code ?prefix=&distribution=} (and {@code storage=}); without a distribution all of them. */
    Mono<ServerResponse> find(ServerRequest request) {
        Optional<String> distribution = request.queryParam("distribution");
        if (distribution.isEmpty()) {
            return publications
                    .list(Callers.of(request))
                    .map(PublicationForms::form)
                    .collectList()
                    .flatMap(RestJson::ok);
        }
        String prefix =
                request.queryParam("prefix").filter(text -> !text.isEmpty()).orElse(".");
        Place place = new Place(request.queryParam("storage").orElse(""), prefix, distribution.get());
        return publications
                .show(Callers.of(request), place)
                .map(PublicationForms::form)
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.fromCallable(() -> id(request.pathVariable("id")))
                .flatMap(id -> publications.show(Callers.of(request), id))
                .map(PublicationForms::form)
                .flatMap(RestJson::ok);
    }

    /** Sets options and publishes what the sources hold now; what is absent stays. */
    Mono<ServerResponse> change(ServerRequest request) {
        return Mono.fromCallable(() -> id(request.pathVariable("id")))
                .flatMap(id -> Members.of(request)
                        .map(PublicationHandler::changed)
                        .flatMap(change -> publications.change(Callers.of(request), id, change, Listing.LISTED)))
                .flatMap(task -> replies.answer(request, task, PublicationForms::form));
    }

    private static Publication.Change changed(Members body) {
        Publication.Change change = PublicationForms.change(body);
        body.refuseOthers();
        return change;
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException broken) {
            throw new Refused(WebFault.BAD_PARAMETER, "publication id '" + Fault.bounded(text) + "' must be a number");
        }
    }
}
