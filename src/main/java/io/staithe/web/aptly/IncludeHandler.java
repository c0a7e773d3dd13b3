package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.library.addition.Source;
import io.staithe.library.inclusion.Inclusions;
import io.staithe.library.inclusion.Inclusions.How;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.PathNames;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Uploads by {@code .changes} files. */
public final class IncludeHandler {
    private final Inclusions inclusions;
    private final Calls calls;

    /** Translates to the use case of inclusions. */
    public IncludeHandler(Inclusions inclusions, Calls calls) {
        this.inclusions = inclusions;
        this.calls = calls;
    }

    Mono<ServerResponse> directory(ServerRequest request) {
        return include(request, null);
    }

    Mono<ServerResponse> file(ServerRequest request) {
        return include(request, PathNames.file(variable(request, "file")));
    }

    private Mono<ServerResponse> include(ServerRequest request, @Nullable String file) {
        String name = variable(request, "name");
        Source source = new Source(PathNames.directory(variable(request, "dir")), file);
        How how = new How(
                Replies.isOn(request, "acceptUnsigned"),
                Replies.isOn(request, "ignoreSignature"),
                Replies.isOn(request, "noRemoveFiles"),
                Replies.isOn(request, "forceReplace"));
        return calls.answer(request, listing -> inclusions.include(Callers.of(request), name, source, how, listing));
    }
}
