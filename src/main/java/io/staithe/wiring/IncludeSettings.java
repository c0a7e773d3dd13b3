package io.staithe.wiring;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose {@code .changes} files are taken in.
 *
 * @param keyring the name of the keyring, in {@code trusted/} of the key directory, whose keys sign uploads; default
 *     {@code trustedkeys.gpg}, which {@code POST /api/gpg/key} fills
 * @param uploaders who may upload what: {@code REPOSITORY SOURCE: KEY KEY}, globs and fingerprints, {@code *} for every
 *     key of the keyring; the first that fits decides, and what none fits is refused; default none: every key of the
 *     keyring may upload everything
 */
@ConfigurationProperties("staithe.include")
record IncludeSettings(
        @DefaultValue("trustedkeys.gpg") String keyring,
        @DefaultValue List<String> uploaders) {
    /** Copies the rules. */
    public IncludeSettings {
        uploaders = List.copyOf(uploaders);
    }
}
