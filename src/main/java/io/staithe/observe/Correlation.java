package io.staithe.observe;

import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** The id that ties the log lines, tasks and answers of one request together; it travels in the Reactor context. */
public final class Correlation {
    private static final String KEY = "staithe.correlation";

    private Correlation() {}

    /** The id of this flow; {@code -} where nobody set one. */
    public static Mono<String> current() {
        return Mono.deferContextual(context -> Mono.just(context.hasKey(KEY) ? context.get(KEY) : "-"));
    }

    /** Sets the id for everything above in the flow. */
    public static Context with(Context context, String correlation) {
        return context.put(KEY, correlation);
    }
}
