package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How pictures of what is made of what are drawn.
 *
 * @param command graphviz's program, by path or by a name that is looked for; default {@code dot}; without it graphs
 *     are told as text alone
 * @param limit how long one picture may take; default 10 s; then its process is killed
 * @param threads how many are drawn at once; default 1
 * @param queued how many may wait for that; default 16; further ones are told to come again
 */
@ConfigurationProperties("staithe.graph")
record GraphSettings(
        @DefaultValue("dot") String command,
        @DefaultValue("10s") Duration limit,
        @DefaultValue("1") int threads,
        @DefaultValue("16") int queued) {
    /** Refuses what cannot work. */
    public GraphSettings {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("staithe.graph.limit is " + limit + "; it must be positive");
        }
        if (threads < 1 || queued < 1) {
            throw new IllegalArgumentException("staithe.graph.threads is " + threads + " and staithe.graph.queued is "
                    + queued + "; both must be 1 or more");
        }
    }
}
