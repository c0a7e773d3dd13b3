package io.staithe.web.aptly;

import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import io.staithe.web.aptly.wire.Answer;
import io.staithe.web.aptly.wire.AptlyForms;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Runs the calls that are tasks: answers 202 with the task as accepted, or waits and answers as the task ended.
 *
 * <p>A client that goes away while it waits ends the waiting, never the task.
 */
public final class Calls {
    private static final String ASYNC = "_async";
    private static final Set<String> OFF = Set.of("n", "no", "f", "false", "0", "off");

    private final Tasks tasks;
    private final String uploadRoot;
    private final boolean asyncByDefault;

    /**
     * Runs calls against a queue.
     *
     * @param uploadRoot what paths of files that failed begin with
     * @param asyncByDefault whether a call without {@code _async} is answered with 202
     */
    public Calls(Tasks tasks, String uploadRoot, boolean asyncByDefault) {
        this.tasks = tasks;
        this.uploadRoot = uploadRoot;
        this.asyncByDefault = asyncByDefault;
    }

    /** The answer of a call; the use case is told whether its task stays in lists. */
    Mono<ServerResponse> answer(ServerRequest request, Function<Listing, Mono<Task>> useCase) {
        if (isAsync(request)) {
            return useCase.apply(Listing.LISTED).flatMap(task -> Replies.json(202, AptlyForms.task(task)));
        }
        return useCase.apply(Listing.UNLISTED)
                .flatMap(tasks::await)
                .flatMap(task -> Replies.rendering(Answer.of(task, uploadRoot).rendering()));
    }

    private boolean isAsync(ServerRequest request) {
        if (!request.queryParams().containsKey(ASYNC)) {
            return asyncByDefault;
        }
        String value = request.queryParam(ASYNC).orElse("");
        return !OFF.contains(value.toLowerCase(Locale.ROOT));
    }
}
