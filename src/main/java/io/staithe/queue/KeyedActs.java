package io.staithe.queue;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Carries out a call that bears a {@link RequestKey} once, where it makes something at once and is no task. What was
 * refused has left no key. What a crash cut off is not begun again: whether it made something is for people to look at.
 */
public final class KeyedActs {
    private final ActKeys keys;

    /** Acts whose keys are kept there. */
    public KeyedActs(ActKeys keys) {
        this.keys = keys;
    }

    /**
     * The act, unless the key in the context was used before: then what is told again. With a key a cancel only stops
     * listening.
     *
     * @param name of what the act made
     * @param again tells of what the first call made, by its name
     */
    public <T> Mono<T> once(Mono<T> act, Function<T, String> name, Function<String, Mono<T>> again) {
        return Mono.deferContextual(context -> context.<RequestKey>getOrEmpty(RequestKey.class)
                .map(key -> keys.take(key)
                        .flatMap(taken -> Shield.fromCancel(first(key, act, name)))
                        .switchIfEmpty(Mono.defer(() -> keys.find(key)).flatMap(again)))
                .orElse(act));
    }

    private <T> Mono<T> first(RequestKey key, Mono<T> act, Function<T, String> name) {
        return act.onErrorResume(failure -> keys.free(key).then(Mono.error(failure)))
                .delayUntil(made -> keys.made(key, name.apply(made)));
    }
}
