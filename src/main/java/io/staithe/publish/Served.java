package io.staithe.publish;

import io.staithe.pool.Location;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a path of a published archive means at this moment.
 *
 * @param bytes where the bytes are; they never change, so they may be read as long as the reader likes
 * @param sizeBytes how many
 * @param sha256 their digest, lower-case hexadecimal
 * @param lastModified a validator in whole seconds, to be compared for equality only
 * @param caching how long a cache may keep the answer
 * @param generation the generation that shows the file; empty for pool and by-hash files, which belong to many
 */
public record Served(
        Bytes bytes, long sizeBytes, String sha256, Instant lastModified, Caching caching, Optional<Shown> generation) {
    /** The strong entity tag, with its quotes (RFC 9110 section 8.8.3). */
    public String etag() {
        return '"' + sha256 + '"';
    }

    /** How long a cache may keep an answer. */
    public enum Caching {
        /** The path never means other bytes: pool paths that were never overwritten, by-hash files. */
        IMMUTABLE,
        /** Ask again each time: what the next generation replaces. */
        REVALIDATE
    }

    /** A generation of a publication, for clients that must see one generation through. */
    public record Shown(long publication, long generation) {}

    /** Where bytes are. */
    public sealed interface Bytes {
        /** Calls the function of this case. */
        <T> T fold(Function<InFile, T> inFile, Function<InPool, T> inPool);
    }

    /**
     * In a file, for zero-copy.
     *
     * @param file absolute
     */
    public record InFile(Path file) implements Bytes {
        @Override
        public <T> T fold(Function<InFile, T> inFile, Function<InPool, T> inPool) {
            return inFile.apply(this);
        }
    }

    /** In a pool that has no files; to be read through {@code Pool.open}. */
    public record InPool(Location location) implements Bytes {
        @Override
        public <T> T fold(Function<InFile, T> inFile, Function<InPool, T> inPool) {
            return inPool.apply(this);
        }
    }
}
