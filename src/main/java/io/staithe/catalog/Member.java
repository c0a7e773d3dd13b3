package io.staithe.catalog;

import io.staithe.deb.PackageKey;

/**
 * What holds a slot.
 *
 * @param membership the row of its interval; 0 for one that is not written yet
 * @param key its key
 * @param sha256 the digest of its file, lower-case hexadecimal
 */
public record Member(long membership, PackageKey key, String sha256) {
    /** Whether this is the same package, bytes and all. */
    public boolean is(NewPackage other) {
        return key.equals(other.key()) && sha256.equals(other.blob().digests().sha256());
    }
}
