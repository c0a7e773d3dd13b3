package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog.PackageCount;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.library.Force;
import io.staithe.library.Repositories;
import io.staithe.library.Repositories.NewRepository;
import io.staithe.library.Repositories.RepositoryEdit;
import io.staithe.library.copy.Copies;
import io.staithe.library.copy.Copies.Manner;
import io.staithe.library.copy.Copies.Wanted;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.AptlyJson;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.aptly.wire.Fields;
import java.util.Map;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Local repos: what the rest of the product calls repositories. */
public final class ReposHandler {
    private static final String NAME = "Name";
    private static final String COMMENT = "Comment";
    private static final String DISTRIBUTION = "DefaultDistribution";
    private static final String COMPONENT = "DefaultComponent";

    private final Repositories repositories;
    private final Copies copies;
    private final Calls calls;
    private final Bodies bodies;

    /** Translates to the use cases of repositories. */
    public ReposHandler(Repositories repositories, Copies copies, Calls calls, Bodies bodies) {
        this.repositories = repositories;
        this.copies = copies;
        this.calls = calls;
        this.bodies = bodies;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        Caller caller = Callers.of(request);
        return Replies.array(repositories
                .counts(caller)
                .collectMap(PackageCount::id, PackageCount::packages)
                .flatMapMany(counts -> repositories.list(caller).map(repository -> counted(repository, counts))));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return repositories
                .show(Callers.of(request), variable(request, "name"))
                .flatMap(repository -> Replies.ok(AptlyForms.repository(AptlyJson.tree(repository))));
    }

    Mono<ServerResponse> create(ServerRequest request) {
        return bodies.fields(request, "repoCreateParams")
                .flatMap(fields -> calls.answer(request, listing -> create(request, fields, listing)));
    }

    private Mono<Task> create(ServerRequest request, Fields fields, Listing listing) {
        NewRepository made = made(fields);
        String snapshot = fields.text("FromSnapshot", "");
        return snapshot.isEmpty()
                ? repositories.create(Callers.of(request), made, listing)
                : copies.fill(Callers.of(request), made, snapshot, listing);
    }

    Mono<ServerResponse> copy(ServerRequest request) {
        return bodies.optionalFields(request, "reposCopyPackageParams")
                .map(fields -> new Wanted(
                        variable(request, "name"),
                        variable(request, "source"),
                        variable(request, "query"),
                        new Manner(fields.isOn("with-deps"), fields.isOn("dry-run"))))
                .flatMap(wanted -> calls.answer(request, listing -> copies.copy(Callers.of(request), wanted, listing)));
    }

    Mono<ServerResponse> edit(ServerRequest request) {
        String name = variable(request, "name");
        return bodies.fields(request, "repoEditParams")
                .map(ReposHandler::changed)
                .flatMap(edit ->
                        calls.answer(request, listing -> repositories.edit(Callers.of(request), name, edit, listing)));
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        Force force = Replies.isOn(request, "force") ? Force.YES : Force.NO;
        String name = variable(request, "name");
        return calls.answer(request, listing -> repositories.drop(Callers.of(request), name, force, listing));
    }

    private static ObjectNode counted(Repository repository, Map<RepositoryId, Long> counts) {
        return AptlyForms.repository(AptlyJson.tree(repository))
                .put("NumPackages", counts.getOrDefault(repository.id(), 0L));
    }

    private static NewRepository made(Fields fields) {
        return new NewRepository(
                fields.requiredText(NAME),
                fields.text(COMMENT, ""),
                fields.text(DISTRIBUTION, ""),
                fields.text(COMPONENT));
    }

    private static RepositoryEdit changed(Fields fields) {
        return new RepositoryEdit(
                fields.text(NAME), fields.text(COMMENT), fields.text(DISTRIBUTION), fields.text(COMPONENT));
    }
}
