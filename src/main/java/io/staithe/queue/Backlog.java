package io.staithe.queue;

import java.time.Duration;

/**
 * What is not finished.
 *
 * @param queued tasks that wait
 * @param running tasks that somebody runs
 * @param oldest age of the oldest of both; zero where there is none
 */
public record Backlog(long queued, long running, Duration oldest) {
    /** Whether everything is finished. */
    public boolean isEmpty() {
        return queued + running == 0;
    }
}
