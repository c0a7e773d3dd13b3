package io.staithe.intake;

import io.staithe.pool.BodyLimits;
import java.time.Duration;

/**
 * What uploads may ask for.
 *
 * @param body what one body may ask for; its size is also the limit of a whole request
 * @param maxOpen the most uploads whose body is read at once
 * @param maxFiles the most files in one request
 * @param minFreeBytes how much of the disk uploads leave free
 * @param maxAge the longest from keeping the bytes to recording them: half of the grace that orphan files have
 * @param retryAfter what a refused client is told to wait
 */
public record UploadLimits(
        BodyLimits body, int maxOpen, int maxFiles, long minFreeBytes, Duration maxAge, Duration retryAfter) {}
