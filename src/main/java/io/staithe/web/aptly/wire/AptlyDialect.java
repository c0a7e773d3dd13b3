package io.staithe.web.aptly.wire;

import io.staithe.web.Dialect;
import io.staithe.web.Problem;
import org.springframework.http.HttpMethod;

/** Failures under {@code /api}: an object with the member {@code error}, and what could not be done before it. */
public final class AptlyDialect implements Dialect {
    private static final String PUBLISH = "/api/publish";
    private static final int SOURCES = 5;

    @Override
    public boolean speaks(String path) {
        return path.equals("/api") || path.startsWith("/api/");
    }

    @Override
    public Rendering render(Problem problem, HttpMethod method, String path) {
        return AptlyFailures.rendering(
                problem.slug(),
                problem.category(),
                problem.message(),
                path.startsWith(PUBLISH) ? action(problem.slug(), method, path) : "");
    }

    private static String action(String slug, HttpMethod method, String path) {
        String[] segments = path.split("/");
        boolean ofSources = segments.length > SOURCES && segments[SOURCES].equals("sources");
        if (ofSources && method == HttpMethod.POST) {
            return "unable to create: ";
        }
        if (ofSources && method == HttpMethod.DELETE) {
            return "unable to delete: ";
        }
        if (method == HttpMethod.GET) {
            return "unable to show: ";
        }
        if (method == HttpMethod.DELETE) {
            return "unable to drop: ";
        }
        boolean updates = method == HttpMethod.PUT || path.endsWith("/update");
        if (updates && slug.equals("unknown-snapshot")) {
            return "";
        }
        return updates ? "unable to update: " : "unable to publish: ";
    }
}
