package io.staithe.access.maintenance;

import java.time.Instant;

/**
 * How the switch of all instances stands.
 *
 * @param readOnly whether nothing may be changed
 * @param uploads what becomes of uploads under way
 * @param reason in words, for whoever is refused; may be empty
 * @param caller who changed it last
 * @param since when
 * @param number how often it was changed
 */
public record Switch(
        boolean readOnly, UploadsUnderWay uploads, String reason, String caller, Instant since, long number) {
    /** Before anything is known. */
    static final Switch UNKNOWN = new Switch(false, UploadsUnderWay.FINISH, "", "-", Instant.EPOCH, -1);
}
