package io.staithe.publish.keys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the secret keys of this server are kept, for all instances. Every call blocks, and is durable when it returns.
 */
public interface KeyStore {
    /** Makes a key that signs nothing yet, and tells its fingerprint. */
    String make(String userId);

    /**
     * Keeps one key that was made elsewhere, encrypted as ours are, and tells its fingerprint; it signs nothing yet.
     *
     * @param armored the secret key
     * @param passphrase what opens it; null where it stands in the clear
     */
    String bring(byte[] armored, @Nullable String passphrase);

    /** Lets these keys, and no others, sign where none is chosen, in this order. */
    void choose(List<String> fingerprints);

    /** Takes a key out of use, without destroying it. */
    void retire(String fingerprint);
}
