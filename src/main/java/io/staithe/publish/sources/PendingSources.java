package io.staithe.publish.sources;

import io.staithe.publish.Present;
import io.staithe.publish.Publication.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The pending sources of publications, inside a transaction of the caller's. */
public interface PendingSources {
    /** Locks a living publication for a change; empty where it was dropped. */
    Mono<Present> lock(long publication);

    /** Writes what a locked publication is to be made of from its next update on; null where it stays as it is. */
    Mono<Void> write(long publication, @Nullable List<Source> pending);
}
