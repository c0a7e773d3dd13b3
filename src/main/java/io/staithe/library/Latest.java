package io.staithe.library;

import io.staithe.catalog.search.Found;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Keeps the newest version per name and architecture of packages that come by name, newest first; remembers one name.
 * Not safe for threads; lives within one subscription.
 */
final class Latest {
    private final Set<Architecture> seen = new HashSet<>();
    private @Nullable PackageName name;

    private Latest() {}

    static Flux<Found> of(Flux<Found> found) {
        return Flux.defer(() -> {
            Latest latest = new Latest();
            return found.filter(latest::isNew);
        });
    }

    private boolean isNew(Found found) {
        if (!found.key().name().equals(name)) {
            name = found.key().name();
            seen.clear();
        }
        return seen.add(found.key().architecture());
    }
}
