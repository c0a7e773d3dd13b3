package io.staithe.library.check;

import java.util.List;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Mono;

/** A stretch of a walk, made of shorter ones. */
final class Stretch {
    private Stretch() {}

    /** As many steps as fill a page: one may look at little, where a repository is small. */
    static Mono<Page> of(String after, int limit, Step step) {
        return step.page(after, limit)
                .expand(page -> page.next().equals(Page.END) || page.looked() >= limit
                        ? Mono.empty()
                        : step.page(page.next(), (int) (limit - page.looked())).map(page::plus))
                .last();
    }

    /** The row after which a walk in the order of rows goes on. */
    static long row(String after) {
        return after.equals(Page.END) ? 0 : Long.parseLong(after);
    }

    /** Where it goes on after some rows of so many that were wanted. */
    static <T> String next(List<T> rows, int limit, ToLongFunction<T> row) {
        return rows.size() < limit ? Page.END : Long.toString(row.applyAsLong(rows.get(rows.size() - 1)));
    }

    /** Looks at least at one thing, or goes on. */
    interface Step {
        Mono<Page> page(String after, int limit);
    }
}
