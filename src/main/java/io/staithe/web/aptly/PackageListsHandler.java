package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import io.staithe.fault.Refused;
import io.staithe.library.PackageLists;
import io.staithe.library.PackageLists.Wish;
import io.staithe.web.Callers;
import io.staithe.web.JsonArrays;
import io.staithe.web.aptly.wire.PackageForms;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lists of packages, as keys or in full, narrowed by a query; and single packages by key. */
public final class PackageListsHandler {
    private static final int PACKAGES_IN_PAGE = 25;

    private final PackageLists lists;

    /** Translates to the use cases that look for packages. */
    public PackageListsHandler(PackageLists lists) {
        this.lists = lists;
    }

    Mono<ServerResponse> ofRepository(ServerRequest request) {
        return listed(request, lists.repository(Callers.of(request), variable(request, "name")));
    }

    Mono<ServerResponse> ofSnapshot(ServerRequest request) {
        return listed(request, lists.snapshot(Callers.of(request), variable(request, "name")));
    }

    Mono<ServerResponse> ofCatalogue(ServerRequest request) {
        return listed(request, lists.catalogue(Callers.of(request)));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.fromCallable(() -> PackageKey.parse(variable(request, "key")))
                .onErrorResume(Refused.class, noKey -> Mono.empty())
                .flatMap(key -> lists.show(Callers.of(request), key))
                .switchIfEmpty(Mono.error(() -> new Refused(AptlyFault.KEY_NOT_FOUND, "key not found")))
                .flatMap(known -> Replies.ok(PackageForms.details(known)));
    }

    private Mono<ServerResponse> listed(ServerRequest request, Mono<Standing> where) {
        Wish wish = wish(request);
        if (request.queryParam("format").filter("details"::equals).isPresent()) {
            Flux<Found> found = where.flatMapMany(standing -> lists.find(standing, wish));
            return Replies.array(lists.inFull(found).map(PackageForms::details), PACKAGES_IN_PAGE);
        }
        Flux<String> keys = where.flatMapMany(standing -> lists.keys(standing, wish));
        return Replies.written(JsonArrays.written(keys.map(PackageListsHandler::quoted)));
    }

    /** Keys have nothing in them that JSON escapes. */
    private static String quoted(String keys) {
        return '"' + keys.replace("\n", "\",\"") + '"';
    }

    private static Wish wish(ServerRequest request) {
        String query = request.queryParam("q").orElse("");
        return new Wish(
                query.isEmpty() ? PackageQuery.ALL : PackageQuery.parse(query),
                Replies.isOn(request, "withDeps"),
                Replies.isOn(request, "maximumVersion"));
    }
}
