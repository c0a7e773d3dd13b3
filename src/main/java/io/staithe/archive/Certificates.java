package io.staithe.archive;

import java.time.Instant;
import java.util.List;

/** Keyrings of OpenPGP certificates: public keys without anything secret, one after the other, binary. */
public interface Certificates {
    /** What a keyring holds, in its order; refused where it is none. An empty text holds none. */
    List<Certificate> read(byte[] keyring);

    /**
     * A keyring with the certificates of another text added, armored or binary; one that is there already is replaced.
     * Secret parts are left out.
     */
    byte[] with(byte[] keyring, byte[] added);

    /** A keyring without the certificate of this fingerprint. */
    byte[] without(byte[] keyring, String fingerprint);

    /**
     * A certificate.
     *
     * @param fingerprint upper-case hexadecimal
     * @param keyId the last 16 digits of it
     * @param validity as gpg has it: {@code e} expired, {@code r} revoked, {@code -} otherwise
     */
    record Certificate(String fingerprint, String keyId, String validity, List<String> userIds, Instant createdAt) {
        /** Copies the list. */
        public Certificate {
            userIds = List.copyOf(userIds);
        }
    }
}
