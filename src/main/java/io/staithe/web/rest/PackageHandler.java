package io.staithe.web.rest;

import static io.staithe.web.PathFilter.variable;

import io.staithe.intake.IncomingFile;
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

    /** Translates to the use case of arrivals. */
    public PackageHandler(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /** {@code ?wait=accepted|added|published}, {@code ?replace=true}, {@code Prefer: wait=N} for at most N seconds. */
    Mono<ServerResponse> receive(ServerRequest request) {
        return Mono.fromCallable(() -> sending(request))
                .flatMap(sending -> arrivals.receive(Callers.of(request), sending))
                .flatMap(arrival -> answer(request, arrival));
    }

    private static Sending sending(ServerRequest request) {
        return new Sending(
                variable(request, "repository"),
                new IncomingFile(
                        variable(request, "file"),
                        request.body(BodyExtractors.toDataBuffers()),
                        DigestHeaders.of(request)),
                request.headers().contentLength(),
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
        form.put("publications", publishing.stream().map(PackageHandler::form).toList());
        return form;
    }

    /** The publication as it stands after the task, or the task where it has not succeeded. */
    private static Map<String, Object> form(Task publish) {
        return publish.outcome() instanceof Outcome.Succeeded succeeded
                ? PublicationForms.shown(RestJson.read(String.valueOf(succeeded.value())))
                : Map.of("task", TaskHandler.form(publish));
    }
}
