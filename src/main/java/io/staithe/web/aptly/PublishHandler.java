package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.fault.Refused;
import io.staithe.publish.Place;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publications;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.Publications.NewSource;
import io.staithe.publish.SourceKind;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.aptly.wire.Fields;
import io.staithe.web.aptly.wire.PathNames;
import io.staithe.web.aptly.wire.PublishFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Published repos: what the rest of the product calls publications. */
public final class PublishHandler {
    private final Publications publications;
    private final Calls calls;
    private final Bodies bodies;
    private final boolean skipContents;

    /**
     * Translates to the use cases of publications.
     *
     * @param skipContents whether a new publication that does not say so has no Contents
     */
    public PublishHandler(Publications publications, Calls calls, Bodies bodies, boolean skipContents) {
        this.publications = publications;
        this.calls = calls;
        this.bodies = bodies;
        this.skipContents = skipContents;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return Replies.array(publications.list(Callers.of(request)).map(AptlyForms::publication));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return publications
                .show(Callers.of(request), place(request))
                .flatMap(publication -> Replies.ok(AptlyForms.publication(publication)));
    }

    Mono<ServerResponse> create(ServerRequest request) {
        String prefix = request.pathVariables().containsKey("prefix") ? variable(request, "prefix") : "";
        return bodies.fields(request, "publishedRepoCreateParams")
                .map(fields -> made(PathNames.place(prefix, ""), fields))
                .flatMap(made ->
                        calls.answer(request, listing -> publications.create(Callers.of(request), made, listing)));
    }

    Mono<ServerResponse> update(ServerRequest request) {
        Place place = place(request);
        return bodies.optionalFields(request, "publishedRepoUpdateParams")
                .map(PublishFields::change)
                .flatMap(change -> calls.answer(
                        request, listing -> publications.update(Callers.of(request), place, change, listing)));
    }

    Mono<ServerResponse> updateOrSwitch(ServerRequest request) {
        Place place = place(request);
        return bodies.optionalFields(request, "publishedRepoUpdateSwitchParams").flatMap(fields -> {
            Change change = PublishFields.change(fields);
            List<NewSource> snapshots =
                    fields.has("Snapshots") ? sources(fields.requiredObjects("Snapshots")) : List.of();
            return calls.answer(
                    request, listing -> publications.switchTo(Callers.of(request), place, change, snapshots, listing));
        });
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        Place place = place(request);
        boolean skipCleanup = Replies.isOn(request, "SkipCleanup");
        return calls.answer(request, listing -> publications.drop(Callers.of(request), place, skipCleanup, listing));
    }

    private static Place place(ServerRequest request) {
        return PathNames.place(variable(request, "prefix"), variable(request, "distribution"));
    }

    private NewPublication made(Place place, Fields fields) {
        String kind = fields.requiredText("SourceKind");
        if (!kind.equals("snapshot") && !kind.equals("local")) {
            throw new Refused(AptlyFault.UNKNOWN_SOURCE_KIND, "unknown SourceKind");
        }
        List<NewSource> sources = sources(fields.requiredObjects("Sources"));
        String distribution = given(fields.text("Distribution"));
        List<String> architectures =
                fields.texts("Architectures").stream().map(PathNames::sanitised).toList();
        return new NewPublication(
                place.storage(),
                place.prefix(),
                distribution == null ? null : PathNames.sanitised(distribution),
                SourceKind.of(kind),
                sources,
                architectures,
                PublishFields.ofNew(fields, skipContents));
    }

    private static List<NewSource> sources(List<Fields> given) {
        return given.stream()
                .map(source -> new NewSource(given(source.text("Component")), source.text("Name", "")))
                .toList();
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
