package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How uploads are answered that dput sends. Who may upload is {@code staithe.include}; how long files wait is
 * {@code staithe.sweep.incoming-for}.
 *
 * @param patience how long the answer to a {@code .changes} file may take, which comes when the upload was added; then
 *     the sender is told that the upload is whole and goes on; default 10 minutes
 * @param publishes whether the answer also waits until every publication of the repository shows the upload, which it
 *     asks them to; default false
 */
@ConfigurationProperties("staithe.dput")
record DputSettings(
        @DefaultValue("10m") Duration patience,
        @DefaultValue("false") boolean publishes) {
    /** Refuses what would never answer. */
    public DputSettings {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("staithe.dput.patience is " + patience + ", it must be positive");
        }
    }
}
