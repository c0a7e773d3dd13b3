package io.staithe.library.policy;

import io.staithe.catalog.RepositoryId;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What hooks answered lately: what is asked before an addition is accepted is known in its transaction. */
public interface HookStore {
    /** What requests to the hook of a repository are signed with; empty where there is nothing. */
    Mono<String> secret(RepositoryId id);

    /** The answers about these bytes that still count, by row. Inside a transaction or not. */
    Mono<Map<Long, Answer>> answers(RepositoryId id, String url, Collection<Long> blobs);

    /** Keeps answers, in place of earlier ones. Repeatable. */
    Mono<Void> keep(RepositoryId id, String url, Map<Long, Answer> answers);

    /** Forgets the answers that do not count any more. */
    Mono<Void> forget();
}
