package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tasks are run and how long they are remembered.
 *
 * @param lanesEnabled whether tasks of one repository wait for each other; default true; without lanes nothing is lost,
 *     but the order in which additions apply is not kept: for trials only
 * @param concurrency how many lanes work at once on this instance, each with at most one connection; default 32
 * @param awakeLanes how many lanes are remembered as having work; default 10000; further ones wait for the poll
 * @param maxUnfinished how many tasks may be unfinished, of all instances, before further ones are told to come again;
 *     default 100000
 * @param poll the period of the look for work that nobody told this instance of; default one second
 * @param waitPoll the period of the look for tasks that somebody waits for and that another instance runs; default 150
 *     ms; a second while instances hear each other
 * @param notices whether instances tell each other what they settled, by {@code LISTEN} and {@code NOTIFY}; default
 *     true; without, each finds out by looking
 * @param heartbeat the period of this instance's sign of life; default 2 seconds
 * @param lapse how long an instance may be silent before the others take its lanes and tasks; default 6 seconds; at
 *     least three heartbeats, and the same on all instances
 * @param stopTimeout how long running tasks may go on when the server stops; default 20 seconds
 * @param keepFor how long finished tasks are kept; default 7 days
 * @param keepCount how many finished tasks are kept at most; default 100000
 * @param sweep the period of removing those that are kept no longer; default one minute
 * @param measure the period of counting the tasks that wait; default 5 seconds
 */
@ConfigurationProperties("staithe.queue")
record QueueSettings(
        @DefaultValue("true") boolean lanesEnabled,
        @DefaultValue("32") int concurrency,
        @DefaultValue("10000") int awakeLanes,
        @DefaultValue("100000") int maxUnfinished,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("150ms") Duration waitPoll,
        @DefaultValue("true") boolean notices,
        @DefaultValue("2s") Duration heartbeat,
        @DefaultValue("6s") Duration lapse,
        @DefaultValue("20s") Duration stopTimeout,
        @DefaultValue("7d") Duration keepFor,
        @DefaultValue("100000") long keepCount,
        @DefaultValue("1m") Duration sweep,
        @DefaultValue("5s") Duration measure) {
    private static final int BEATS_PER_LAPSE = 3;

    /** Refuses what cannot work. */
    public QueueSettings {
        atLeastOne("concurrency", concurrency);
        atLeastOne("awake-lanes", awakeLanes);
        atLeastOne("max-unfinished", maxUnfinished);
        positive("poll", poll);
        positive("wait-poll", waitPoll);
        positive("heartbeat", heartbeat);
        positive("stop-timeout", stopTimeout);
        positive("sweep", sweep);
        positive("measure", measure);
        if (lapse.compareTo(heartbeat.multipliedBy(BEATS_PER_LAPSE)) < 0) {
            throw refused("lapse", lapse, "at least " + BEATS_PER_LAPSE + " times staithe.queue.heartbeat");
        }
        if (keepFor.isNegative()) {
            throw refused("keep-for", keepFor, "zero or more");
        }
        if (keepCount < 0) {
            throw refused("keep-count", keepCount, "zero or more");
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw refused(key, value, "1 or more");
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw refused(key, value, "positive");
        }
    }

    private static IllegalArgumentException refused(String key, Object value, String rule) {
        return new IllegalArgumentException("staithe.queue." + key + " is " + value + "; it must be " + rule);
    }
}
