package io.staithe.pool.file;

import io.staithe.pool.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The file of one upload and its running digests. The file appears with the first bytes.
 *
 * <p>Blocks. One thread at a time for the file and for each digest; its {@link Spooling} sees to that.
 */
final class SpoolFile {
    private final SpoolWriter writer;
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha1 = digest("SHA-1");
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha512 = digest("SHA-512");

    SpoolFile(Disk disk, Path path, long cachedBytes) {
        this.writer = new SpoolWriter(disk, path, cachedBytes);
    }

    /** The digests in groups that take about the same time: the quick ones share a look at the bytes. */
    List<List<MessageDigest>> hashes() {
        return List.of(List.of(md5), List.of(sha512), List.of(sha1, sha256));
    }

    /** Appends to the file and feeds no digest. */
    void append(ByteBuffer[] bytes) throws IOException {
        writer.append(bytes);
    }

    /** Feeds some digests page by page, so that a page is in the nearest cache for all but the first. */
    static void update(List<MessageDigest> hashes, ByteBuffer[] bytes) {
        for (ByteBuffer page : bytes) {
            for (MessageDigest hash : hashes) {
                hash.update(page.duplicate());
            }
        }
    }

    /** Appends to the file and feeds every digest: for bodies too small to be worth more threads. */
    void appendAndHash(ByteBuffer[] bytes) throws IOException {
        update(List.of(md5, sha1, sha256, sha512), bytes);
        append(bytes);
    }

    /** Closes the file and tells its digests. */
    Digests close(long sizeBytes) throws IOException {
        writer.close();
        return new Digests(sizeBytes, hex(md5), hex(sha1), hex(sha256), hex(sha512));
    }

    /** Closes and deletes the file, if there is one. */
    void delete() throws IOException {
        writer.delete();
    }

    private static String hex(MessageDigest hash) {
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has " + algorithm, missing);
        }
    }
}
