package io.staithe.wiring;

import io.staithe.events.webhook.Deliveries;
import io.staithe.web.webhook.HttpSender;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is told of events over HTTP.
 *
 * @param most how many webhooks there may be; default 100
 * @param parallel how many of them this instance tells at once; default 16
 * @param timeout how long one may take to answer; default 10 seconds
 * @param firstPause until the second attempt, doubled after each further one, give or take a half; default 1 second
 * @param longestPause between two attempts; default 10 minutes
 * @param giveUpAfter the age from which an event that is not taken becomes a dead letter; default 1 day
 * @param keepDeadFor how long dead letters are kept; default 30 days
 * @param keepDeadCount how many of each webhook; default 100000; of more the oldest go, and are counted as lost
 * @param privateAddresses whether webhooks, and hooks of repositories, may reach other addresses than those of the
 *     public network, such as loopback and 10.0.0.0/8; default false
 */
@ConfigurationProperties("staithe.webhooks")
record WebhookSettings(
        @DefaultValue("100") int most,
        @DefaultValue("16") int parallel,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("1s") Duration firstPause,
        @DefaultValue("10m") Duration longestPause,
        @DefaultValue("1d") Duration giveUpAfter,
        @DefaultValue("30d") Duration keepDeadFor,
        @DefaultValue("100000") long keepDeadCount,
        @DefaultValue("false") boolean privateAddresses) {
    /** An owner is silent for one request, and for the statements around it. */
    private static final int TIMEOUTS_PER_LEASE = 3;

    /** Refuses what cannot work. */
    public WebhookSettings {
        positive("parallel", parallel);
        positive("timeout", timeout.toMillis());
        positive("first-pause", firstPause.toMillis());
        positive("longest-pause", longestPause.toMillis());
        if (most < 0 || keepDeadCount < 0 || giveUpAfter.isNegative() || keepDeadFor.isNegative()) {
            throw new IllegalArgumentException(
                    "staithe.webhooks.most, give-up-after, keep-dead-for and keep-dead-count must not be negative");
        }
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("staithe.webhooks." + key + " must be greater than 0");
        }
    }

    /** Which addresses may be connected to. */
    HttpSender.Reach reach() {
        return privateAddresses ? HttpSender.Reach.ANY : HttpSender.Reach.PUBLIC;
    }

    /** As deliveries are told. */
    Deliveries.Limits limits() {
        return new Deliveries.Limits(
                parallel,
                timeout.multipliedBy(TIMEOUTS_PER_LEASE),
                firstPause,
                longestPause,
                giveUpAfter,
                keepDeadFor,
                keepDeadCount);
    }
}
