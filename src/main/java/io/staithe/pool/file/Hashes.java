package io.staithe.pool.file;

import io.staithe.pool.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The running digests of one file. One thread at a time for each; whoever feeds them sees to that. */
final class Hashes {
    private final MessageDigest md5;
    private final MessageDigest sha1;
    private final MessageDigest sha256;
    private final MessageDigest sha512;

    private Hashes(MessageDigest md5, MessageDigest sha1, MessageDigest sha256, MessageDigest sha512) {
        this.md5 = md5;
        this.sha1 = sha1;
        this.sha256 = sha256;
        this.sha512 = sha512;
    }

    /** The digests before the first byte. */
    static Hashes ofNothing() {
        return new Hashes(digest("MD5"), digest("SHA-1"), digest("SHA-256"), digest("SHA-512"));
    }

    /** The same digests, which go their own way from here. */
    Hashes copy() {
        return new Hashes(copy(md5), copy(sha1), copy(sha256), copy(sha512));
    }

    /** The digests in groups that take about the same time: the quick ones share a look at the bytes. */
    List<List<MessageDigest>> groups() {
        return List.of(List.of(md5), List.of(sha512), List.of(sha1, sha256));
    }

    /** Feeds some digests page by page, so that a page is in the nearest cache for all but the first. */
    static void update(List<MessageDigest> hashes, ByteBuffer[] bytes) {
        for (ByteBuffer page : bytes) {
            for (MessageDigest hash : hashes) {
                hash.update(page.duplicate());
            }
        }
    }

    /** The digests of what came so far; more may come. */
    Digests digests(long sizeBytes) {
        return new Digests(sizeBytes, hex(md5), hex(sha1), hex(sha256), hex(sha512));
    }

    /** A digest of any algorithm that every Java has. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has " + algorithm, missing);
        }
    }

    private static String hex(MessageDigest hash) {
        return HexFormat.of().formatHex(copy(hash).digest());
    }

    private static MessageDigest copy(MessageDigest hash) {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException never) {
            throw new IllegalStateException("the digests of every Java can be copied", never);
        }
    }
}
