package io.staithe.wiring;

import io.staithe.events.Feed;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The feed of what happened.
 *
 * @param every how often new events are numbered and told; default 100 ms; they are told that much later at most
 * @param streams how many clients may follow at once on this instance; default 1000
 * @param streamsPerCaller how many of one caller who is not admin; default 100
 * @param longest after how long a stream ends, and its client comes again with credentials that hold still; default 5
 *     minutes
 * @param heartbeat after how long of silence a stream shows that it lives; default 15 seconds; shorter than the
 *     patience of the proxies between
 * @param keepFor how long events are kept; default 7 days; who was away longer has to look for himself
 * @param keepCount how many of them; default 1000000
 * @param sweepEvery how often those that are kept no longer are removed; default one minute
 */
@ConfigurationProperties("staithe.events")
record EventSettings(
        @DefaultValue("100ms") Duration every,
        @DefaultValue("1000") int streams,
        @DefaultValue("100") int streamsPerCaller,
        @DefaultValue("5m") Duration longest,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("7d") Duration keepFor,
        @DefaultValue("1000000") long keepCount,
        @DefaultValue("1m") Duration sweepEvery) {
    /** Refuses what cannot work. */
    public EventSettings {
        positive("every", every.toMillis());
        positive("streams-per-caller", streamsPerCaller);
        positive("longest", longest.toMillis());
        positive("heartbeat", heartbeat.toMillis());
        positive("keep-for", keepFor.toMillis());
        positive("keep-count", keepCount);
        positive("sweep-every", sweepEvery.toMillis());
        if (streams < 0) {
            throw new IllegalArgumentException("staithe.events.streams must not be negative");
        }
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("staithe.events." + key + " must be greater than 0");
        }
    }

    /** As the feed is told. */
    Feed.Limits limits() {
        return new Feed.Limits(streams, streamsPerCaller, longest, heartbeat, keepFor, keepCount);
    }
}
