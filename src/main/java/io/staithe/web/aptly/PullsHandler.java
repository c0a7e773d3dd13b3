package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.library.pull.Pulls;
import io.staithe.library.pull.Pulls.Manner;
import io.staithe.library.pull.Pulls.Wanted;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.aptly.wire.Fields;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Pulls packages from one snapshot into another. */
public final class PullsHandler {
    private final Pulls pulls;
    private final Calls calls;
    private final Bodies bodies;

    /** Translates to the use case of pulls. */
    public PullsHandler(Pulls pulls, Calls calls, Bodies bodies) {
        this.pulls = pulls;
        this.calls = calls;
        this.bodies = bodies;
    }

    Mono<ServerResponse> pull(ServerRequest request) {
        return bodies.jsonFields(request, "snapshotsPullParams")
                .map(fields -> wanted(request, fields))
                .flatMap(wanted -> calls.answer(request, listing -> pulls.pull(Callers.of(request), wanted, listing)));
    }

    private static Wanted wanted(ServerRequest request, Fields fields) {
        Manner how = new Manner(
                Replies.isOn(request, "all-matches"),
                Replies.isOn(request, "dry-run"),
                Replies.isOn(request, "no-deps"),
                Replies.isOn(request, "no-remove"));
        return new Wanted(
                fields.requiredText("Destination"),
                variable(request, "name"),
                fields.requiredText("Source"),
                fields.requiredTexts("Queries"),
                fields.texts("Architectures"),
                how);
    }
}
