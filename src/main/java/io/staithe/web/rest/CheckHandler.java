package io.staithe.web.rest;

import io.staithe.library.verify.Checks;
import io.staithe.library.verify.Checks.Report;
import io.staithe.library.verify.Checks.Wish;
import io.staithe.library.verify.Finding;
import io.staithe.queue.TaskId;
import io.staithe.web.Callers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Checks of the server: asked for, and shown with what they found in pages. */
public final class CheckHandler {
    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final Checks checks;
    private final TaskReplies replies;

    /** Translates to checks. */
    public CheckHandler(Checks checks, TaskReplies replies) {
        this.checks = checks;
        this.replies = replies;
    }

    /** Has everything compared; {@code {"deep": true}} by its bytes, {@code {"repair": true}} and repaired. */
    Mono<ServerResponse> submit(ServerRequest request) {
        Mono<Wish> wish = Members.of(request).map(CheckHandler::wish);
        return replies.once(wish.flatMap(wanted -> checks.submit(Callers.of(request), wanted)))
                .flatMap(task -> replies.answer(request, task, value -> value));
    }

    private static Wish wish(Members members) {
        Wish wish = new Wish(Boolean.TRUE.equals(members.flag("deep")), Boolean.TRUE.equals(members.flag("repair")));
        members.refuseOthers();
        return wish;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.defer(() -> {
            long id = Wishes.wholeNumber("id", request.pathVariable("id"));
            long after = Wishes.number(request, "after", 0, Long.MAX_VALUE, 0);
            int limit = (int) Wishes.number(request, "limit", 1, MAX_LIMIT, USUAL_LIMIT);
            return checks.show(Callers.of(request), new TaskId(id), after, limit)
                    .flatMap(report -> RestJson.ok(form(report, limit)));
        });
    }

    private static Map<String, @Nullable Object> form(Report report, int limit) {
        List<Finding> found = report.findings();
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("task", TaskHandler.form(report.task()));
        form.put("findings", found);
        form.put("next", found.size() < limit ? null : found.get(limit - 1).number());
        return form;
    }
}
