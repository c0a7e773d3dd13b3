package io.staithe.wiring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sizes of the five schedulers. A number of threads of 0 means one per core.
 *
 * @param diskThreads file reads, writes and fsyncs; default 16
 * @param inspectThreads unpacking of uploads; default one per core
 * @param digestThreads hashing of uploads; default one per core
 * @param renderThreads writing and compressing of indexes; default one per core
 * @param cryptoThreads signing and verifying; default 2
 * @param queued how many jobs may wait on each scheduler before further ones are rejected; default 100000
 */
@ConfigurationProperties("staithe.schedulers")
record SchedulerSettings(
        @DefaultValue("16") int diskThreads,
        @DefaultValue("0") int inspectThreads,
        @DefaultValue("0") int digestThreads,
        @DefaultValue("0") int renderThreads,
        @DefaultValue("2") int cryptoThreads,
        @DefaultValue("100000") int queued) {
    /** Refuses sizes below their least. */
    public SchedulerSettings {
        for (int threads : new int[] {diskThreads, inspectThreads, digestThreads, renderThreads, cryptoThreads}) {
            if (threads < 0) {
                throw new IllegalArgumentException(
                        "a number of threads in staithe.schedulers is " + threads + "; it must be 0 or more");
            }
        }
        if (queued < 1) {
            throw new IllegalArgumentException("staithe.schedulers.queued is " + queued + "; it must be 1 or more");
        }
    }
}
