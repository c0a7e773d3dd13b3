package io.staithe.archive.shard;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A shard with the bytes of its three forms; the same text gives the same bytes. Not copied: nobody writes to them. */
public record Pressed(Shard shard, byte[] text, byte[] gzip, byte[] xz) {
    /** Compresses a text that is not empty. Works for some tens of milliseconds on the calling thread. */
    public static Pressed of(byte[] text) {
        return of(text, digest(text), Gzip.member(text), XzStream.block(text));
    }

    /** The same of what is known already. */
    public static Pressed of(byte[] text, String sha256, byte[] gzip, XzStream.Block xz) {
        return new Pressed(new Shard(sha256, text.length, gzip.length, xz.unpaddedBytes()), text, gzip, xz.bytes());
    }

    /** The digest under which a text is kept. */
    public static String digest(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
