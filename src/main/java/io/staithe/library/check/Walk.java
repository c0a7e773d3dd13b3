package io.staithe.library.check;

import java.util.function.LongPredicate;
import reactor.core.publisher.Mono;

/**
 * Looks at all things of a part, page by page: the check goes to the end at once, the verifier a page now and then.
 * What changes meanwhile is no flaw.
 */
public interface Walk {
    /** What it looks at. */
    Part part();

    /** About how many things there are; to be asked once a round. */
    Mono<Long> size();

    /** Where to begin for about so many of the newest things, or of any where none is newer than others. */
    default Mono<String> newest(int count) {
        return Mono.just(Page.END);
    }

    /**
     * Looks at the things after a place. Always emits; changes nothing. Repeatable; a cancel ends it soon.
     *
     * @param after {@link Page#END} at first, then what the page before said
     * @param limit about how many things
     * @param mayRead whether so many bytes may be read for their digest; sizes are always looked at
     */
    Mono<Page> page(String after, int limit, LongPredicate mayRead);
}
