package io.staithe.web.rest;

import io.staithe.access.Caller;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import io.staithe.library.change.ChangeOutcomes;
import io.staithe.library.change.Changes;
import io.staithe.library.change.KnownBytes;
import io.staithe.library.change.Made;
import io.staithe.library.change.Wanted;
import io.staithe.queue.Listing;
import io.staithe.queue.Outcome;
import io.staithe.queue.RequestKey;
import io.staithe.queue.Task;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Changes several repositories at once, and says which bytes need not be sent for it. */
public final class ChangeHandler {
    private final Changes changes;
    private final ChangeOutcomes outcomes;
    private final KnownBytes bytes;
    private final TaskReplies replies;

    /** Translates to the use cases of changes. */
    public ChangeHandler(Changes changes, ChangeOutcomes outcomes, KnownBytes bytes, TaskReplies replies) {
        this.changes = changes;
        this.outcomes = outcomes;
        this.bytes = bytes;
        this.replies = replies;
    }

    /**
     * {@code ?wait=accepted|added|published}; {@code 200} when it is as far as the sender wants, {@code 202} before.
     */
    Mono<ServerResponse> change(ServerRequest request) {
        Caller caller = Callers.of(request);
        Mono<Task> submission = Members.of(request)
                .map(ChangeHandler::wanted)
                .flatMap(wanted -> changes.submit(caller, wanted, Listing.LISTED));
        return Mono.fromCallable(() -> Wishes.until(request))
                .flatMap(until -> replies.once(submission)
                        .flatMap(task -> outcomes.follow(caller, task, until, Wishes.patience(request))
                                .contextWrite(RequestKey::out)))
                .flatMap(made -> answer(request, made));
    }

    /** {@code 200} with the length where a package of this digest may be added without its bytes. */
    Mono<ServerResponse> isKnown(ServerRequest request) {
        return Mono.fromCallable(() -> Wishes.digest(request.pathVariable("digest")))
                .flatMap(sha256 -> bytes.sizeBytes(Callers.of(request), sha256))
                .flatMap(size -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .contentLength(size)
                        .build())
                .switchIfEmpty(ServerResponse.notFound().build());
    }

    private static List<Wanted> wanted(Members body) {
        List<Wanted> wanted =
                body.objects("repositories").stream().map(ChangeHandler::part).toList();
        body.refuseOthers();
        return wanted;
    }

    private static Wanted part(Members part) {
        Wanted wanted = new Wanted(
                named(part, "repository"),
                texts(part.texts("add")).stream().map(Wishes::digest).toList(),
                keys(part.texts("remove")),
                part.objects("take").stream().map(ChangeHandler::taking).toList(),
                Boolean.TRUE.equals(part.flag("replace")));
        part.refuseOthers();
        return wanted;
    }

    private static Wanted.Taking taking(Members take) {
        Wanted.Taking taking = new Wanted.Taking(named(take, "from"), keys(take.texts("packages")));
        take.refuseOthers();
        return taking;
    }

    private static String named(Members part, String member) {
        String name = part.text(member);
        if (name == null || name.isEmpty()) {
            throw new Refused(WebFault.MISSING_MEMBER, "'" + member + "' must be the name of a repository");
        }
        return name;
    }

    private static List<PackageKey> keys(@Nullable List<String> texts) {
        return texts(texts).stream().map(PackageKey::parse).toList();
    }

    private static List<String> texts(@Nullable List<String> texts) {
        return texts == null ? List.of() : texts;
    }

    private static Mono<ServerResponse> answer(ServerRequest request, Made made) {
        if (!(made.task().outcome() instanceof Outcome.Succeeded)) {
            return TaskReplies.ended(request, made.task());
        }
        return ServerResponse.status(made.isShown() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(RestJson.write(form(made)));
    }

    private static Map<String, Object> form(Made made) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("task", made.task().id().value());
        form.put(
                "repositories",
                made.repositories().stream().map(ChangeHandler::form).toList());
        form.put("publications", PackageHandler.shown(made.publishing()));
        return form;
    }

    private static Map<String, Object> form(Made.Repository made) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("repository", made.name());
        form.put("revision", made.revision());
        form.put("receipts", made.receipts().stream().map(ReceiptForms::form).toList());
        form.put("removed", made.removed());
        return form;
    }
}
