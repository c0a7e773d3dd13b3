package io.staithe.web.rest;

import static io.staithe.web.PathFilter.variable;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.library.Repositories;
import io.staithe.web.Callers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Shows repositories. */
public final class RepositoryHandler {
    private final Repositories repositories;

    /** Translates to the use cases of repositories. */
    public RepositoryHandler(Repositories repositories) {
        this.repositories = repositories;
    }

    /** A repository, and how much it holds. */
    Mono<ServerResponse> show(ServerRequest request) {
        return repositories
                .show(Callers.of(request), variable(request, "repository"))
                .flatMap(found -> repositories.size(Callers.of(request), found).map(size -> form(found, size)))
                .flatMap(RestJson::ok);
    }

    private static Map<String, Object> form(Repository repository, Catalog.Size size) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", repository.id().value());
        form.put("name", repository.name());
        form.put("comment", repository.comment());
        form.put("defaultDistribution", repository.defaultDistribution());
        form.put("defaultComponent", repository.defaultComponent());
        form.put("revision", repository.revision());
        form.put("packages", size.packages());
        form.put("bytes", size.bytes());
        return form;
    }
}
