package io.staithe.queue;

import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What a lane claims next, in the transaction that settles the last of what it runs: so a claim costs no wait and no
 * commit of its own, and is undone with the settlement. It travels in the Reactor context.
 */
public interface NextClaim {
    /** Whether the lane runs nothing more after these. */
    boolean isDueAfter(List<Settlement> settlements);

    /**
     * Claims in the transaction that it is subscribed in, after the settlements; emits nothing where there is no need.
     */
    Mono<List<Task>> claim();

    /** Hands over what was claimed, after the commit. */
    void claimed(List<Task> tasks);

    /** Sets the claim for everything above in the flow. */
    static Context with(Context context, NextClaim next) {
        return context.put(NextClaim.class, next);
    }

    /** The claim of this flow where it is due after these settlements. */
    static Optional<NextClaim> after(ContextView context, List<Settlement> settlements) {
        return context.<NextClaim>getOrEmpty(NextClaim.class).filter(next -> next.isDueAfter(settlements));
    }
}
