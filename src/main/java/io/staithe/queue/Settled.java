package io.staithe.queue;

import java.time.Duration;

/**
 * A task that has just ended.
 *
 * @param task as it stands now, finished
 * @param waited from its acceptance to the start of the attempt that settled it
 * @param ran from the start of that attempt to the settlement
 */
public record Settled(Task task, Duration waited, Duration ran) {}
