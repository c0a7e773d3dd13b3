package io.staithe.pool.file;

import io.staithe.pool.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of one upload and its running digests. The file appears with the first bytes.
 *
 * <p>Blocks. One thread at a time for the file and for each digest; its {@link Spooling} sees to that.
 */
final class SpoolFile {
    private final Disk disk;
    private final Path path;
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha1 = digest("SHA-1");
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha512 = digest("SHA-512");
    private @Nullable FileChannel channel;

    SpoolFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    List<MessageDigest> hashes() {
        return List.of(md5, sha1, sha256, sha512);
    }

    /** Appends to the file and feeds no digest. */
    void append(ByteBuffer[] bytes) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = disk.create(path);
            channel = open;
        }
        disk.append(open, bytes);
    }

    /** Feeds one digest. */
    static void update(MessageDigest hash, ByteBuffer[] bytes) {
        for (ByteBuffer page : bytes) {
            hash.update(page);
        }
    }

    /** Appends to the file and feeds every digest: for bodies too small to be worth more threads. */
    void appendAndHash(ByteBuffer[] bytes) throws IOException {
        for (MessageDigest hash : hashes()) {
            for (ByteBuffer page : bytes) {
                hash.update(page.duplicate());
            }
        }
        append(bytes);
    }

    /** Closes the file and tells its digests. */
    Digests close(long sizeBytes) throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
        return new Digests(sizeBytes, hex(md5), hex(sha1), hex(sha256), hex(sha512));
    }

    /** Closes and deletes the file, if there is one. */
    void delete() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
            Files.deleteIfExists(path);
        }
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
