package io.staithe.pool;

import java.time.Duration;

/**
 * What a body may ask for while it is read.
 *
 * @param maxBytes the most bytes; one more ends the upload with {@code PoolFault.BODY_TOO_LARGE}
 * @param idle the longest time without a byte
 * @param minBytesPerSecond the least rate over {@code rateWindow}; 0 switches it off
 * @param rateWindow the time over which the rate is taken
 */
public record BodyLimits(long maxBytes, Duration idle, long minBytesPerSecond, Duration rateWindow) {}
