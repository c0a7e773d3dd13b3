package io.staithe.archive;

import java.util.List;
import java.util.Optional;

/** Keys as values: made, read, shown. */
public interface OpenPgpKeys {
    /** The fingerprints of the secret keys that can sign now, the default first; upper-case hexadecimal. */
    List<String> signing();

    /**
     * The fingerprints of the keys that sign where none is chosen, in the order of the signatures; none if none can.
     */
    List<String> defaults();

    /** The signing keys, locked ones too, in the order of their files. */
    List<Shown> all();

    /** The fingerprint of a signing key named by fingerprint, key id or part of a user id. */
    Optional<String> find(String name);

    /** The armored public key of a signing key. */
    Optional<String> armored(String fingerprint);

    /**
     * Unlocks a signing key and keeps it unlocked in memory; a key without a passphrase takes any. A wrong one is
     * refused; nothing is stored.
     */
    void unlock(String fingerprint, String passphrase);

    /**
     * A signing key, without anything secret.
     *
     * @param people its user ids
     * @param ready whether it can sign now
     */
    record Shown(String fingerprint, List<String> people, boolean ready) {
        /** Copies the list. */
        public Shown {
            people = List.copyOf(people);
        }
    }
}
