package io.staithe.archive.shard;

/**
 * A part of an index in the three forms in which it is kept: its text, a gzip member, an xz block.
 *
 * @param sha256 the digest of its text, lower-case hexadecimal
 * @param textBytes never 0: what is empty has no shard
 * @param xzUnpaddedBytes the size of the block as the index of an xz stream tells it
 */
public record Shard(String sha256, int textBytes, int gzipBytes, int xzUnpaddedBytes) {
    /**
     * Which bytes a text is compressed to; goes up with every change of settings that would give others, so that what
     * was kept before is not mixed with what comes.
     */
    public static final int CODEC = 1;

    private static final int XZ_ALIGNMENT = 4;

    /** The size of its file. */
    public int sizeBytes() {
        return textBytes + gzipBytes + xzBytes();
    }

    /** The size of the block in a file. */
    public int xzBytes() {
        return (xzUnpaddedBytes + XZ_ALIGNMENT - 1) / XZ_ALIGNMENT * XZ_ALIGNMENT;
    }
}
