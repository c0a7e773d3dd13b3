package io.staithe.web.dput;

import static io.staithe.web.PathFilter.variable;

import io.staithe.intake.IncomingFile;
import io.staithe.intake.UploadedFile;
import io.staithe.library.incoming.Incoming;
import io.staithe.library.incoming.Received;
import io.staithe.library.incoming.Taken;
import io.staithe.library.receipt.Receipt;
import io.staithe.library.receipt.SignedReceipt;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.web.Callers;
import io.staithe.web.DigestHeaders;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Takes the files of an upload: {@code 201} for what came or was added, {@code 200} where the repository had all of it
 * before. Answers are lines for people; dput shows none of them where all is well.
 */
public final class DputHandler {
    private final Incoming incoming;

    /** Translates to the use case of incoming files. */
    public DputHandler(Incoming incoming) {
        this.incoming = incoming;
    }

    Mono<ServerResponse> receive(ServerRequest request) {
        return Mono.fromCallable(() -> file(request))
                .flatMap(file -> incoming.receive(
                        Callers.of(request),
                        variable(request, "repository"),
                        file,
                        request.headers().contentLength()))
                .flatMap(DputHandler::answer);
    }

    private static IncomingFile file(ServerRequest request) {
        return new IncomingFile(
                variable(request, "file"), request.body(BodyExtractors.toDataBuffers()), DigestHeaders.of(request));
    }

    private static Mono<ServerResponse> answer(Received received) {
        Taken taken = received.taken();
        boolean wasThere = taken != null && !taken.isNew();
        return ServerResponse.status(wasThere ? HttpStatus.OK : HttpStatus.CREATED)
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue(taken == null ? waiting(received.file()) : told(taken));
    }

    private static String waiting(UploadedFile file) {
        return file.name() + " came: " + file.blob().digests().sizeBytes() + " bytes, SHA-256 "
                + file.blob().digests().sha256() + "; it is added when its .changes file comes\n";
    }

    private static String told(Taken taken) {
        return "task " + taken.task().id() + "\n"
                + taken.receipts().stream().map(signed -> line(taken, signed)).collect(Collectors.joining())
                + taken.publishing().stream().map(DputHandler::line).collect(Collectors.joining());
    }

    private static String line(Taken taken, SignedReceipt signed) {
        Receipt receipt = signed.receipt();
        return (taken.isOfTask(signed) ? "added " : "there already ") + receipt.key() + " in " + receipt.repository()
                + " revision " + receipt.id().revision() + " receipt /v1/receipts/" + receipt.id() + "\n";
    }

    private static String line(Task publish) {
        return publish.title() + ": "
                + (publish.outcome() instanceof Outcome.Succeeded ? "published" : "task " + publish.id() + " goes on")
                + "\n";
    }
}
