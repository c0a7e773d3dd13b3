package io.staithe.pool.file;

import reactor.core.scheduler.Scheduler;

/**
 * What every upload of a file pool works with.
 *
 * @param disk writes files
 * @param pages memory for bytes in flight
 * @param cachedBytes how much of each file is written through the page cache
 * @param files threads that may block on the disk
 * @param digests threads that hash, about one per core
 * @param watch measures the pace of bodies
 */
record Workshop(Disk disk, PagePool pages, long cachedBytes, Scheduler files, Scheduler digests, PaceWatch watch) {}
