package io.staithe.wiring;

import io.staithe.openpgp.KeyAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What archives are signed with.
 *
 * @param keyFiles armored secret keys, as {@code gpg --armor --export-secret-keys} writes them; the first is the
 *     default key; keys in the key directory come after them; default none: then one is made in the key directory
 * @param defaultKeys fingerprints, key ids or parts of user ids of the keys that sign what chose none, in the order of
 *     the signatures; several at once let clients change from one key to the next; default the first key
 * @param look how often the key directory is looked at for keys that came or went; default 10s
 * @param passphraseFile a file whose first line unlocks the keys, and encrypts one that is made; default none
 * @param passphrase the same for those who pass it by the environment, as {@code STAITHE_SIGNING_PASSPHRASE}; default
 *     none
 * @param algorithm of a key that is made: {@code ed25519} or {@code rsa4096}; default {@code ed25519}
 * @param userId who a key that is made says it is; default {@code Staithe archive signing key}
 */
@ConfigurationProperties("staithe.signing")
record SigningSettings(
        @DefaultValue List<Path> keyFiles,
        @DefaultValue List<String> defaultKeys,
        @DefaultValue("10s") Duration look,
        @Nullable Path passphraseFile,
        @Nullable String passphrase,
        @DefaultValue("ed25519") KeyAlgorithm algorithm,
        @DefaultValue("Staithe archive signing key") String userId) {
    /** Copies the files; refuses a key without a name and two passphrases. */
    SigningSettings {
        keyFiles = List.copyOf(keyFiles);
        defaultKeys = List.copyOf(defaultKeys);
        if (look.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException("staithe.signing.look is " + look + "; it must be 10ms or more");
        }
        if (userId.isBlank() || userId.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("staithe.signing.user-id must be one line of text");
        }
        if (passphraseFile != null && passphrase != null) {
            throw new IllegalArgumentException(
                    "set staithe.signing.passphrase-file or staithe.signing.passphrase, not both");
        }
    }

    /** Never tells the passphrase. */
    @Override
    public String toString() {
        return "SigningSettings[keyFiles=" + keyFiles + ", algorithm=" + algorithm + "]";
    }
}
