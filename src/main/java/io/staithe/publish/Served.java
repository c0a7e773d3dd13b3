package io.staithe.publish;

import io.staithe.publish.PublishedFiles.Piece;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a path of a published archive means at this moment.
 *
 * @param pieces where the bytes are, one after another; they never change, so they may be read as long as the reader
 *     likes
 * @param sizeBytes how many
 * @param sha256 their digest, lower-case hexadecimal
 * @param lastModified a validator in whole seconds, to be compared for equality only
 * @param caching how long a cache may keep the answer
 * @param generation the generation that shows the file; empty for pool and by-hash files, which belong to many
 * @param publication whose next generation has the file again where it is lost; empty for pool files and for what is
 *     asked of kept generations
 */
public record Served(
        List<Piece> pieces,
        long sizeBytes,
        String sha256,
        Instant lastModified,
        Caching caching,
        Optional<Shown> generation,
        OptionalLong publication) {
    /** Copies the pieces. */
    public Served {
        pieces = List.copyOf(pieces);
    }

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
}
