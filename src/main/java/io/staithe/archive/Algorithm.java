package io.staithe.archive;

/** Digests that a Release file may list beside SHA256, which it always lists; no apt of today needs them. */
public enum Algorithm {
    MD5("MD5Sum", "MD5"),
    SHA1("SHA1", "SHA-1");

    private final String field;
    private final String digest;

    Algorithm(String field, String digest) {
        this.field = field;
        this.digest = digest;
    }

    /** The field of the Release file. */
    public String field() {
        return field;
    }

    /** The name under which Java knows it. */
    public String digest() {
        return digest;
    }
}
