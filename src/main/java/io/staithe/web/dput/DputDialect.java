package io.staithe.web.dput;

import io.staithe.web.Dialect;
import io.staithe.web.Problem;
import io.staithe.web.Problems;
import org.springframework.http.HttpMethod;

/** Failures as dput's users see them: dput shows the reason of the status line and nothing else, dput-ng the body. */
public final class DputDialect implements Dialect {
    @Override
    public boolean speaks(String path) {
        return path.startsWith("/dput/");
    }

    @Override
    public Rendering render(Problem problem, HttpMethod method, String path) {
        return new Rendering(
                Problems.status(problem.category()),
                "text/plain; charset=utf-8",
                problem.message() + "\n",
                problem.message());
    }
}
