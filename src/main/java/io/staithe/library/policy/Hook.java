package io.staithe.library.policy;

import io.staithe.events.webhook.Webhook;
import java.time.Duration;

/**
 * Somebody who is asked over HTTP about each package that is new to a repository.
 *
 * @param url where
 * @param timeLimit for each answer; a tenth of a second to a minute
 * @param onFailure what becomes of packages that there is no answer about
 */
public record Hook(String url, Duration timeLimit, OnFailure onFailure) {
    /** How long there is for an answer where nothing else is said. */
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

    /** The longest time limit. */
    public static final Duration LONGEST_LIMIT = Duration.ofMinutes(1);

    private static final Duration SHORTEST_LIMIT = Duration.ofMillis(100);

    /** Refuses what is no address of HTTP, and other limits. */
    public Hook {
        url = Webhook.checked(url);
        if (timeLimit.compareTo(SHORTEST_LIMIT) < 0 || timeLimit.compareTo(LONGEST_LIMIT) > 0) {
            throw Policies.bad("'hook.timeLimit' must be 100ms to 1m");
        }
    }

    /** What becomes of packages that there is no answer about. */
    public enum OnFailure {
        /** They come in. */
        OPEN,
        /** They are refused. */
        CLOSED
    }
}
