package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How publishing works.
 *
 * @param linksEvery how often the links for outside web servers are compared with the database, and what a first
 *     publish brought is linked; default 1m
 */
@ConfigurationProperties("staithe.publish")
record PublishSettings(@DefaultValue("1m") Duration linksEvery) {
    /** Refuses sizes below their least. */
    PublishSettings {
        if (linksEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "staithe.publish.links-every is " + linksEvery + "; it must be 1s or more");
        }
    }
}
