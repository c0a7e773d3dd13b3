package io.staithe.access.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The chain as it is kept; what tasks did comes to it by itself. A lost connection is UNAVAILABLE everywhere. */
public interface AuditStore {
    /** Keeps acts, all or none, until they are chained; empty when they are durable. */
    Mono<Void> tell(List<Act> acts);

    /**
     * Chains acts that wait for it, the oldest first, at most so many; how many of each outcome. None while somebody
     * else chains. All or nothing.
     */
    Mono<Map<String, Long>> chain(int limit);

    /**
     * Entries behind a number that are asked for, in their order; their texts, each with its hash as the last member.
     */
    Mono<List<Line>> page(long after, Wanted wanted, int limit);

    /**
     * Forgets the oldest entries that are older than this, at most so many; how many went. The chain goes on unbroken.
     */
    Mono<Long> sweep(Duration keepFor, int limit);

    /**
     * What is asked for; null is all.
     *
     * @param since from this instant on
     * @param until before this instant
     */
    record Wanted(
            @Nullable String caller,
            @Nullable String kind,
            @Nullable String outcome,
            @Nullable Instant since,
            @Nullable Instant until) {}

    /**
     * An entry as it is handed out.
     *
     * @param json the text of the entry, and behind its members {@code hash}
     */
    record Line(long number, String json) {}
}
