package io.staithe.intake.session;

import io.staithe.observe.Departures;
import io.staithe.pool.BodyLimits;
import java.time.Duration;

/**
 * What upload sessions may ask for.
 *
 * @param body what one body may ask for; its size is also the limit of a whole file
 * @param ttl how long a session may be left alone
 * @param emptyTtl the same for one that no byte came for, at most as long
 * @param maxOpen how many may be open, on all instances
 * @param maxOpenPerCaller how many of these may be of one caller
 * @param checkpointBytes after how many bytes of one body its offset is made durable
 * @param busyWait how long a request waits for another one to the same session to end
 * @param silence after how long without a byte a request gives way to one that waits
 * @param lapse after how long a silent instance is taken for gone
 * @param fileGrace how long a spool file without a row is left alone
 * @param retry what a refused client is told to wait
 */
public record SessionLimits(
        BodyLimits body,
        Duration ttl,
        Duration emptyTtl,
        int maxOpen,
        int maxOpenPerCaller,
        long checkpointBytes,
        Duration busyWait,
        Duration silence,
        Duration lapse,
        Duration fileGrace,
        Departures.Bounds retry) {}
