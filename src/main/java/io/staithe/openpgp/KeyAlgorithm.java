package io.staithe.openpgp;

/** What a signing key that we make is made of; both are accepted by every supported apt, now and next year. */
public enum KeyAlgorithm {
    /** EdDSA over Curve25519 under the legacy algorithm id 22, which gpgv 2.2 can verify. */
    ED25519,
    /** RSA of 4096 bits. */
    RSA4096
}
