package io.staithe.publish;

import java.util.Optional;

/** The public halves of the signing keys, and what a client machine writes down to trust a publication. */
public final class PublicKeys {
    /** The armored public key of a signing key, named by fingerprint or key id; empty for one that is not ours. */
    public Optional<String> armored(String fingerprint) {
        throw new IllegalStateException("skeleton " + fingerprint);
    }

    /** The fingerprint of the key that signs a publication first; empty where it is not signed. */
    public Optional<String> fingerprint(Publication publication) {
        throw new IllegalStateException("skeleton " + publication);
    }

    /**
     * The deb822 text of a {@code .sources} file for a publication (sources.list(5)).
     *
     * @param baseUrl the URL of the storage, without the prefix: {@code http://host/repos/-}
     * @param trust how the file names the key
     */
    public String sources(Publication publication, String baseUrl, Trust trust) {
        throw new IllegalStateException("skeleton " + publication + baseUrl + trust);
    }

    /** Where a {@code .sources} file has the key. */
    public enum Trust {
        /** In itself: one {@code curl} sets a machine up. */
        EMBEDDED,
        /** In {@code /etc/apt/keyrings/staithe-<16 digits>.asc}, to be fetched from {@code /keys/<fingerprint>.asc}. */
        KEYRING_FILE
    }
}
