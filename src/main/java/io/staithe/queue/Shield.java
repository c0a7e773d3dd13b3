package io.staithe.queue;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Keeps a cancel from work that it would harm. */
public final class Shield {
    private Shield() {}

    /**
     * The same work, begun once per subscription with the subscriber's context: a cancel only stops listening. What the
     * work emits when nobody listens any more is dropped, an error too.
     */
    public static <T> Mono<T> fromCancel(Mono<T> work) {
        return Mono.deferContextual(context -> {
            Sinks.One<T> result = Sinks.one();
            // The results of emission need no care: the one source is serial, and a completion after a value is the
            // only signal that can come too late.
            work.contextWrite(context).subscribe(result::tryEmitValue, result::tryEmitError, result::tryEmitEmpty);
            return result.asMono();
        });
    }

    /**
     * The same work, whose subscribing is not cut short: a cancel that comes meanwhile, from whatever thread, reaches
     * the work when it has begun; later ones do at once. Signals are passed on unchanged.
     */
    public static <T> Flux<T> whileBeginning(Flux<T> work) {
        return new BegunWhole<>(work);
    }
}
