package io.staithe.archive;

import io.staithe.archive.shard.Gzip;
import io.staithe.archive.shard.Shard;
import io.staithe.archive.shard.XzStream;
import java.util.List;

/**
 * The forms in which an index is offered; each but bzip2 is a concatenation of one part of every shard, with what the
 * form has at its beginning and end. The same shards give the same bytes.
 *
 * <p>The file of a shard has its text, then its gzip member, then its xz block.
 */
public enum Compression {
    /** The texts, one after another. */
    PLAIN(""),
    /** The members, one after another (RFC 1952); of nothing, one empty member. */
    GZIP(".gz"),
    /** One stream of many blocks (the .xz file format 1.2.1); readers need 2 MiB. */
    XZIP(".xz"),
    /** One stream over all texts, made anew each time: apt reads no further than the first of several streams. */
    BZIP2(".bz2");

    private static final byte[] NOTHING = {};

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** The ending of the index's name, with its dot. */
    public String suffix() {
        return suffix;
    }

    /** Whether it is parts of shards one after another. */
    public boolean isSpliced() {
        return this != BZIP2;
    }

    /** Where the part for this form begins in the file of a shard. */
    public int offset(Shard shard) {
        return switch (this) {
            case PLAIN, BZIP2 -> 0;
            case GZIP -> shard.textBytes();
            case XZIP -> shard.textBytes() + shard.gzipBytes();
        };
    }

    /** The size of the part for this form. */
    public int length(Shard shard) {
        return switch (this) {
            case PLAIN, BZIP2 -> shard.textBytes();
            case GZIP -> shard.gzipBytes();
            case XZIP -> shard.xzBytes();
        };
    }

    /** What comes before the first part. */
    public byte[] head() {
        return this == XZIP ? XzStream.header() : NOTHING;
    }

    /** What comes after the last part. */
    public byte[] tail(List<Shard> shards) {
        return switch (this) {
            case PLAIN, BZIP2 -> NOTHING;
            case GZIP -> shards.isEmpty() ? Gzip.member(NOTHING) : NOTHING;
            case XZIP -> XzStream.tail(shards);
        };
    }
}
