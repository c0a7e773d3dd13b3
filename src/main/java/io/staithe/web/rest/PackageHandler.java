package io.staithe.web.rest;

import static io.staithe.web.PathFilter.variable;

import io.staithe.intake.IncomingFile;
import io.staithe.library.arrival.Adoption;
import io.staithe.library.arrival.Adoptions;
import io.staithe.library.arrival.Arrival;
import io.staithe.library.arrival.Arrivals;
import io.staithe.library.arrival.Sending;
import io.staithe.library.receipt.SignedReceipt;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.web.Callers;
import io.staithe.web.DigestHeaders;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Takes a package by one call: {@code 201} with a receipt when it is as far as the sender wants, {@code 200} where the
 * repository had it, {@code 202} with its task where the sender's patience was over.
 */
public final class PackageHandler {
    private final Arrivals arrivals;
    private final Adoptions adoptions;

    /** Translates to the use cases of arrivals, with bytes and without. */
    public PackageHandler(Arrivals arrivals, Adoptions adoptions) {
        this.arrivals = arrivals;
        this.adoptions = adoptions;
    }

    /**
     * {@code ?wait=accepted|added|published}, {@code ?replace=true}, {@code Prefer: wait=N} for at most N seconds;
     * {@code ?digest=sha256:HEX} instead of a body where the bytes are here.
     */
    Mono<ServerResponse> receive(ServerRequest request) {
        Mono<Arrival> arrived = request.queryParam("digest")
                .map(digest -> Mono.fromCallable(() -> adoption(request, digest))
                        .flatMap(adoption -> adoptions.adopt(Callers.of(request), adoption)))
                .orElseGet(() -> Mono.fromCallable(() -> sending(request))
                        .flatMap(sending -> arrivals.receive(Callers.of(request), sending)));
        return arrived.flatMap(arrival -> answer(request, arrival));
    }

    private static Sending sending(ServerRequest request) {
        return new Sending(
                variable(request, "repository"),
                new IncomingFile(
                        variable(request, "file"),
                        request.body(BodyExtractors.toDataBuffers()),
                        DigestHeaders.of(request)),
                request.headers().contentLength(),
                Wishes.isHeldBack(request),
                Wishes.flag(request, "replace"),
                Wishes.until(request),
                Wishes.patience(request));
    }

    private static Adoption adoption(ServerRequest request, String digest) {
        return new Adoption(
                variable(request, "repository"),
                Wishes.digest(digest),
                Wishes.flag(request, "replace"),
                Wishes.until(request),
                Wishes.patience(request));
    }

    private static Mono<ServerResponse> answer(ServerRequest request, Arrival arrival) {
        SignedReceipt receipt = arrival.receipt();
        if (receipt == null) {
            return TaskReplies.ended(request, arrival.task());
        }
        HttpStatus status = arrival.isNew() ? HttpStatus.CREATED : HttpStatus.OK;
        return ServerResponse.status(arrival.isShown() ? status : HttpStatus.ACCEPTED)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(RestJson.write(form(receipt, arrival.publishing())));
    }

    private static Map<String, Object> form(SignedReceipt receipt, List<Task> publishing) {
        Map<String, Object> form = ReceiptForms.form(receipt);
        form.put("publications", shown(publishing));
        return form;
    }

    /** What publications show after these tasks. */
    static List<Map<String, Object>> shown(List<Task> publishing) {
        return publishing.stream().map(PackageHandler::form).toList();
    }

    /** The publication as it stands after the task, or the task where it has not succeeded. */
    private static Map<String, Object> form(Task publish) {
        return publish.outcome() instanceof Outcome.Succeeded succeeded
                ? PublicationForms.shown(RestJson.read(String.valueOf(succeeded.value())))
                : Map.of("task", TaskHandler.form(publish));
    }
}
