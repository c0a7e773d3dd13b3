package io.staithe.intake;

import io.staithe.observe.Departures;
import io.staithe.pool.BodyLimits;
import java.time.Duration;

/**
 * What uploads may ask for.
 *
 * @param body what one body may ask for; its size is also the limit of a whole request
 * @param places how many bodies are read at once
 * @param maxFiles the most files in one request
 * @param minFreeBytes how much of the disk uploads leave free; large ones leave twice as much
 * @param maxAge the longest from keeping the bytes to recording them: half of the grace that orphan files have
 * @param retry what a refused client is told to wait
 * @param allowance what each caller may bring in a time
 */
public record UploadLimits(
        BodyLimits body,
        Places places,
        int maxFiles,
        long minFreeBytes,
        Duration maxAge,
        Departures.Bounds retry,
        Allowance allowance) {
    /**
     * What each caller may bring to one instance; 0 is as much as it likes.
     *
     * @param uploadsPerMinute bodies, pieces of uploads among them
     */
    public record Allowance(long uploadsPerMinute, long bytesPerDay) {
        /** No bounds. */
        public static final Allowance NONE = new Allowance(0, 0);
    }

    /**
     * How many uploads may be open.
     *
     * @param all of everybody
     * @param perCaller of one caller
     * @param forSmall how many of all only small uploads may take, fewer than all
     * @param smallBytes up to which length an upload is small
     */
    public record Places(int all, int perCaller, int forSmall, long smallBytes) {
        /** So many for whoever comes. */
        public static Places of(int all) {
            return new Places(all, Integer.MAX_VALUE, 0, 0);
        }
    }
}
