package io.staithe.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The feed as it is kept. A lost connection is UNAVAILABLE everywhere. */
public interface EventStore {
    /**
     * Numbers events that wait for it, the oldest first, at most so many; how many of each type. None while somebody
     * else numbers. Whoever reads a number afterwards reads all smaller ones too, or they never come.
     */
    Mono<Map<String, Long>> number(int limit);

    /** The events after a number that a filter wants, in their order. Emits exactly one page. */
    Mono<Page> page(long after, Filter filter, int limit);

    /**
     * Forgets the oldest events, at most so many: those that are too old or too many, or twice as old or many where a
     * webhook that is enabled has not come so far. How many went.
     */
    Mono<Long> sweep(Duration keepFor, long keepCount, int limit);

    /**
     * A look at the feed at one moment.
     *
     * @param swept up to which number events were forgotten
     * @param head the number of the newest event, wanted or not
     * @param end up to which number the feed was looked through
     */
    record Page(List<Event> events, long swept, long head, long end) {
        /** Copies the events. */
        public Page {
            events = List.copyOf(events);
        }

        /** Whether all was looked through that there is. */
        public boolean isLast() {
            return end == head;
        }
    }
}
