package io.staithe.library.change;

import io.staithe.access.Caller;
import io.staithe.catalog.Reach;
import io.staithe.library.addition.AcceptedFile;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which bytes are here already. */
public interface Holdings {
    /**
     * The packages of these digests that a repository within reach has as members, or that the caller
     * uploaded and nobody has added yet; in no order, those of others not at all.
     */
    Flux<Holding> find(Caller caller, Reach reach, Collection<String> sha256);

    /** Records files beside a task: a root for their bytes until it is settled. Inside a transaction; repeatable. */
    Mono<Void> record(Collection<AcceptedFile> files);
}
