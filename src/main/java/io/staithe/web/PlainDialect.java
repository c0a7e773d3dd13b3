package io.staithe.web;

import org.springframework.http.HttpMethod;

/** Failures as one line of text: what archive paths answer, and every path that has no dialect of its own. */
public final class PlainDialect implements Dialect {
    @Override
    public boolean speaks(String path) {
        return true;
    }

    @Override
    public Rendering render(Problem problem, HttpMethod method, String path) {
        return new Rendering(
                Problems.status(problem.category()), "text/plain; charset=utf-8", problem.message() + "\n");
    }
}
