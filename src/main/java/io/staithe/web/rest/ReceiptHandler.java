package io.staithe.web.rest;

import static io.staithe.web.PathFilter.variable;

import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.receipt.Revisions;
import io.staithe.web.Callers;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Shows receipts, the key that checks them, and the log that they come from. */
public final class ReceiptHandler {
    private static final MediaType PEM = new MediaType("application", "x-pem-file");
    private static final int USUAL_PAGE = 100;
    private static final int LONGEST_PAGE = 1000;

    private final ReceiptBook receipts;
    private final Revisions revisions;

    /** Translates to the use cases of receipts and revisions. */
    public ReceiptHandler(ReceiptBook receipts, Revisions revisions) {
        this.receipts = receipts;
        this.revisions = revisions;
    }

    /** The receipts of {@code ?digest=sha256:HEX}, the oldest first. */
    Mono<ServerResponse> find(ServerRequest request) {
        return Mono.fromCallable(
                        () -> Wishes.digest(request.queryParam("digest").orElse("")))
                .flatMap(sha256 -> receipts.ofDigest(Callers.of(request), sha256)
                        .map(ReceiptForms::form)
                        .collectList())
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return receipts.show(Callers.of(request), request.pathVariable("id"))
                .map(ReceiptForms::form)
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> key(ServerRequest request) {
        return ServerResponse.ok().contentType(PEM).bodyValue(receipts.publicKey());
    }

    /**
     * Those after {@code ?after=}, at most {@code ?limit=}; where there are none, after {@code ?wait=30s} at the
     * latest.
     */
    Mono<ServerResponse> revisions(ServerRequest request) {
        return Mono.fromCallable(() -> new Page(Wishes.number(request, "after", 0, Long.MAX_VALUE - 1, 0), (int)
                        Wishes.number(request, "limit", 1, LONGEST_PAGE, USUAL_PAGE)))
                .flatMap(page -> RestJson.array(revisions
                        .after(
                                Callers.of(request),
                                variable(request, "repository"),
                                page.after(),
                                page.limit(),
                                Wishes.wait(request))
                        .map(ReceiptForms::form)));
    }

    /** One revision, as soon as it is made where {@code ?wait=30s} lets it. */
    Mono<ServerResponse> revision(ServerRequest request) {
        return Mono.fromCallable(() -> Wishes.wholeNumber("revision", request.pathVariable("number")))
                .flatMap(number -> revisions.show(
                        Callers.of(request), variable(request, "repository"), number, Wishes.wait(request)))
                .map(ReceiptForms::form)
                .flatMap(RestJson::ok);
    }

    private record Page(long after, int limit) {}
}
