package io.staithe.sweep;

import java.util.List;
import reactor.core.publisher.Mono;

/** Deletes the files of doomed rows, which are this instance's alone. */
interface Removal {
    /** What has to be done before the files of these are deleted. Repeatable. */
    default Mono<Void> prepare(List<Doomed> batch) {
        return Mono.empty();
    }

    /** Completes when the file is gone; one that is gone already is fine. Repeatable. */
    Mono<Void> remove(Doomed doomed);
}
