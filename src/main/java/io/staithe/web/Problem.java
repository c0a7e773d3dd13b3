package io.staithe.web;

import io.staithe.fault.Category;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure as a client is told of it, in no dialect yet.
 *
 * @param slug the stable name of what it is about
 * @param title one line without values
 * @param category the kind of failure
 * @param message names the thing, the value and the rule; nothing of our insides
 * @param retryAfter how long to wait before the next try; null where waiting does not help
 * @param correlation the id that finds the log lines of this request
 */
public record Problem(
        String slug,
        String title,
        Category category,
        String message,
        @Nullable Duration retryAfter,
        String correlation) {
    /** A wait in whole seconds, rounded up: whoever comes a moment too early is refused once more. */
    public static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /** The problem that a fault makes. */
    static Problem of(Fault fault, String correlation) {
        Duration retryAfter = fault instanceof Exhausted exhausted ? exhausted.retryAfter() : null;
        String message = fault.getMessage() == null ? fault.code().title() : fault.getMessage();
        return new Problem(
                fault.code().slug(), fault.code().title(), fault.code().category(), message, retryAfter, correlation);
    }
}
