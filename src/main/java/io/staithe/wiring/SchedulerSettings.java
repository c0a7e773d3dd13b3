package io.staithe.wiring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sizes of the six schedulers. A number of threads of 0 means one per core.
 *
 * @param diskThreads file reads, writes and fsyncs; as many again read downloads that do not go straight from the disk
 *     to the network, as over TLS; default 16
 * @param inspectThreads unpacking of uploads; default one per core
 * @param digestThreads hashing of uploads; default one per core
 * @param renderThreads writing and compressing of indexes; default one per core
 * @param cryptoThreads signing of receipts, and verifying; default 2
 * @param signThreads signing of Release files, which may be left to a program that takes seconds; default 4
 * @param queued how many jobs may wait on each scheduler before further ones are rejected; default 100000
 */
@ConfigurationProperties("staithe.schedulers")
record SchedulerSettings(
        @DefaultValue("16") int diskThreads,
        @DefaultValue("0") int inspectThreads,
        @DefaultValue("0") int digestThreads,
        @DefaultValue("0") int renderThreads,
        @DefaultValue("2") int cryptoThreads,
        @DefaultValue("4") int signThreads,
        @DefaultValue("100000") int queued) {
    /** Refuses sizes below their least. */
    public SchedulerSettings {
        int[] all = {diskThreads, inspectThreads, digestThreads, renderThreads, cryptoThreads, signThreads};
        for (int threads : all) {
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
