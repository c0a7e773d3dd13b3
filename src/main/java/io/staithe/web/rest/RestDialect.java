package io.staithe.web.rest;

import io.staithe.web.Dialect;
import io.staithe.web.Problem;
import io.staithe.web.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpMethod;

/** Failures under {@code /v1}: problem details of RFC 9457, whose type is a page of this server. */
public final class RestDialect implements Dialect {
    @Override
    public boolean speaks(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }

    @Override
    public Rendering render(Problem problem, HttpMethod method, String path) {
        return render(problem, path, Problems.status(problem.category()));
    }

    /** The same answer with a status of another protocol's. */
    public Rendering render(Problem problem, String path, int status) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "/problems/" + problem.slug());
        members.put("title", problem.title());
        members.put("status", status);
        members.put("detail", problem.message());
        members.put("instance", path);
        members.put("correlation", problem.correlation());
        if (problem.retryAfter() != null) {
            members.put("retryAfterSeconds", Problem.wholeSeconds(problem.retryAfter()));
        }
        return new Rendering(status, "application/problem+json", RestJson.write(members));
    }
}
