package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.catalog.CatalogFault;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.Members;
import io.staithe.library.Members.Addition;
import io.staithe.library.addition.Source;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.aptly.wire.Fields;
import io.staithe.web.aptly.wire.PathNames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What is in a local repo: added from upload directories, removed by key. */
public final class PackagesHandler {
    private final Members members;
    private final Calls calls;
    private final Bodies bodies;

    /** Translates to the use cases of members. */
    public PackagesHandler(Members members, Calls calls, Bodies bodies) {
        this.members = members;
        this.calls = calls;
        this.bodies = bodies;
    }

    Mono<ServerResponse> put(ServerRequest request) {
        String name = variable(request, "name");
        return bodies.fields(request, "reposPackagesAddDeleteParams")
                .map(PackagesHandler::keys)
                .flatMap(keys ->
                        calls.answer(request, listing -> members.put(Callers.of(request), name, keys, listing)));
    }

    Mono<ServerResponse> remove(ServerRequest request) {
        String name = variable(request, "name");
        return bodies.fields(request, "reposPackagesAddDeleteParams")
                .map(PackagesHandler::keys)
                .flatMap(keys ->
                        calls.answer(request, listing -> members.remove(Callers.of(request), name, keys, listing)));
    }

    Mono<ServerResponse> addDirectory(ServerRequest request) {
        return add(request, null);
    }

    Mono<ServerResponse> addFile(ServerRequest request) {
        return add(request, PathNames.file(variable(request, "file")));
    }

    private Mono<ServerResponse> add(ServerRequest request, @Nullable String file) {
        String name = variable(request, "name");
        String directory = PathNames.directory(variable(request, "dir"));
        Addition how = new Addition(Replies.isOn(request, "noRemove"), Replies.isOn(request, "forceReplace"));
        Source source = new Source(directory, file);
        return calls.answer(request, listing -> members.add(Callers.of(request), name, source, how, listing));
    }

    private static List<PackageKey> keys(Fields fields) {
        return fields.requiredTexts("PackageRefs").stream()
                .map(PackagesHandler::key)
                .toList();
    }

    /** What is no key names no package. */
    private static PackageKey key(String text) {
        try {
            return PackageKey.parse(text);
        } catch (Refused malformed) {
            throw new Refused(CatalogFault.UNKNOWN_PACKAGE, "packages " + Fault.bounded(text) + ": key not found");
        }
    }
}
