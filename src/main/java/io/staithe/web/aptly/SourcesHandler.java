package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.publish.Place;
import io.staithe.publish.Publication.Source;
import io.staithe.publish.sources.SourceChanges;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.aptly.wire.Fields;
import io.staithe.web.aptly.wire.PathNames;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What published repos are made of from their next update on. */
public final class SourcesHandler {
    private static final String BODY = "sourceParams";

    private final SourceChanges changes;
    private final Calls calls;
    private final Bodies bodies;

    /** Translates to the use cases of sources. */
    public SourcesHandler(SourceChanges changes, Calls calls, Bodies bodies) {
        this.changes = changes;
        this.calls = calls;
        this.bodies = bodies;
    }

    Mono<ServerResponse> pending(ServerRequest request) {
        return Replies.array(
                changes.pending(Callers.of(request), place(request)).map(AptlyForms::source));
    }

    Mono<ServerResponse> add(ServerRequest request) {
        Place place = place(request);
        return bodies.fields(request, BODY)
                .map(SourcesHandler::source)
                .flatMap(source ->
                        calls.answer(request, listing -> changes.add(Callers.of(request), place, source, listing)));
    }

    Mono<ServerResponse> replace(ServerRequest request) {
        Place place = place(request);
        return bodies.list(request, BODY)
                .map(SourcesHandler::sources)
                .flatMap(sources -> calls.answer(
                        request, listing -> changes.replace(Callers.of(request), place, sources, listing)));
    }

    Mono<ServerResponse> discard(ServerRequest request) {
        Place place = place(request);
        return calls.answer(request, listing -> changes.discard(Callers.of(request), place, listing));
    }

    Mono<ServerResponse> set(ServerRequest request) {
        Place place = place(request);
        String component = component(request);
        return bodies.fields(request, BODY)
                .map(fields -> new Source(fields.text("Component", component), fields.requiredText("Name")))
                .map(source -> source.component().isEmpty() ? new Source(component, source.name()) : source)
                .flatMap(source -> calls.answer(
                        request, listing -> changes.set(Callers.of(request), place, component, source, listing)));
    }

    Mono<ServerResponse> remove(ServerRequest request) {
        Place place = place(request);
        String component = component(request);
        return calls.answer(request, listing -> changes.remove(Callers.of(request), place, component, listing));
    }

    private static List<Source> sources(List<Fields> given) {
        return given.stream().map(SourcesHandler::source).toList();
    }

    private static Source source(Fields fields) {
        return new Source(fields.requiredText("Component"), fields.requiredText("Name"));
    }

    private static Place place(ServerRequest request) {
        return PathNames.place(variable(request, "prefix"), variable(request, "distribution"));
    }

    private static String component(ServerRequest request) {
        return PathNames.distribution(variable(request, "component"));
    }
}
