package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How publications are kept up without being asked.
 *
 * @param look how often publications that publish themselves are looked at where nobody told of a change; default one
 *     second
 * @param renew how often Release files are looked at that expire; default one minute; each is signed again before half
 *     of its time is over
 */
@ConfigurationProperties("staithe.publish.upkeep")
record UpkeepSettings(
        @DefaultValue("1s") Duration look,
        @DefaultValue("1m") Duration renew) {
    private static final Duration LEAST = Duration.ofMillis(10);

    /** Refuses periods below their least. */
    UpkeepSettings {
        refuseShort("look", look);
        refuseShort("renew", renew);
    }

    private static void refuseShort(String key, Duration value) {
        if (value.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "staithe.publish.upkeep." + key + " is " + value + "; it must be 10ms or more");
        }
    }
}
