package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How publishing works.
 *
 * @param compressors how many indexes of one publish are compressed at once; each takes about 16 MiB; default 2
 * @param linksEvery how often the links for outside web servers are compared with the database; default 1m
 */
@ConfigurationProperties("staithe.publish")
record PublishSettings(
        @DefaultValue("2") int compressors,
        @DefaultValue("1m") Duration linksEvery) {
    /** Refuses sizes below their least. */
    PublishSettings {
        if (compressors < 1) {
            throw new IllegalArgumentException(
                    "staithe.publish.compressors is " + compressors + "; it must be 1 or more");
        }
        if (linksEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "staithe.publish.links-every is " + linksEvery + "; it must be 1s or more");
        }
    }
}
