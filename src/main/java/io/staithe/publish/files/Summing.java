package io.staithe.publish.files;

import io.staithe.archive.Algorithm;
import io.staithe.archive.Sums;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Size and digests of bytes that come in pieces. One thread at a time. */
final class Summing {
    private final MessageDigest sha256;
    private final Map<Algorithm, MessageDigest> others = new EnumMap<>(Algorithm.class);
    private long sizeBytes;

    Summing(Set<Algorithm> others) {
        this.sha256 = digest("SHA-256");
        others.forEach(algorithm -> this.others.put(algorithm, digest(algorithm.digest())));
    }

    private Summing(Summing other) {
        this.sha256 = copy(other.sha256);
        other.others.forEach((algorithm, digest) -> others.put(algorithm, copy(digest)));
        this.sizeBytes = other.sizeBytes;
    }

    void add(byte[] bytes, int offset, int length) {
        sha256.update(bytes, offset, length);
        others.values().forEach(digest -> digest.update(bytes, offset, length));
        sizeBytes += length;
    }

    /** Another that stands where this one stands. */
    Summing copy() {
        return new Summing(this);
    }

    /** What came so far; to be asked once. */
    Sums sums() {
        HexFormat hex = HexFormat.of();
        Map<Algorithm, String> digests = new EnumMap<>(Algorithm.class);
        others.forEach((algorithm, digest) -> digests.put(algorithm, hex.formatHex(digest.digest())));
        return new Sums(sizeBytes, hex.formatHex(sha256.digest()), digests);
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
