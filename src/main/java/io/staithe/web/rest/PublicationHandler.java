package io.staithe.web.rest;

import io.staithe.fault.Refused;
import io.staithe.publish.Place;
import io.staithe.publish.Publication;
import io.staithe.publish.Publications;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.net.URI;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Publications: all of them, the one at a place, the one of a number; and what may be set of one. */
public final class PublicationHandler {
    private final Publications publications;
    private final TaskReplies replies;
    private final Optional<URI> publicUrl;

    /**
     * Translates to the use cases of publications.
     *
     * @param publicUrl how clients reach this server; empty: as the request says
     */
    public PublicationHandler(Publications publications, TaskReplies replies, Optional<URI> publicUrl) {
        this.publicUrl = publicUrl;
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
        return number(request, "id")
                .flatMap(id -> publications.show(Callers.of(request), id))
                .map(PublicationForms::form)
                .flatMap(RestJson::ok);
    }

    /** Sets options and publishes what the sources hold now; what is absent stays. */
    Mono<ServerResponse> change(ServerRequest request) {
        return number(request, "id")
                .flatMap(id -> Members.of(request)
                        .map(body -> changed(body, base(request) + "/snapshots/" + id + "/@SNAPSHOTID@/"))
                        .flatMap(change -> publications.change(Callers.of(request), id, change, Listing.LISTED)))
                .flatMap(task -> replies.answer(request, task, PublicationForms::form));
    }

    /** The kept generations, the newest first. */
    Mono<ServerResponse> generations(ServerRequest request) {
        return number(request, "id")
                .flatMapMany(id -> publications.generations(Callers.of(request), id))
                .map(PublicationForms::form)
                .collectList()
                .flatMap(RestJson::ok);
    }

    /** A kept generation. */
    Mono<ServerResponse> generation(ServerRequest request) {
        return number(request, "id")
                .zipWith(number(request, "number"))
                .flatMap(named -> publications.generation(Callers.of(request), named.getT1(), named.getT2()))
                .map(PublicationForms::form)
                .flatMap(RestJson::ok);
    }

    /** Shows again what the generation of {@code {"generation": n}} shows. */
    Mono<ServerResponse> rollback(ServerRequest request) {
        Mono<Task> submission = number(request, "id")
                .zipWith(Members.of(request).map(PublicationHandler::wanted))
                .flatMap(named ->
                        publications.rollback(Callers.of(request), named.getT1(), named.getT2(), Listing.LISTED));
        return replies.once(submission).flatMap(task -> replies.answer(request, task, PublicationForms::form));
    }

    private static long wanted(Members body) {
        Long generation = body.number("generation");
        body.refuseOthers();
        if (generation == null) {
            throw new Refused(WebFault.MISSING_MEMBER, "'generation' must be the number of a kept generation");
        }
        return generation;
    }

    private String base(ServerRequest request) {
        String base = publicUrl.orElseGet(() -> request.uri().resolve("/")).toString();
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    private static Publication.Change changed(Members body, String snapshots) {
        Publication.Change change = PublicationForms.change(body, snapshots);
        body.refuseOthers();
        return change;
    }

    private static Mono<Long> number(ServerRequest request, String variable) {
        String text = request.pathVariable(variable);
        return Mono.fromCallable(() -> Wishes.wholeNumber(variable, text));
    }
}
