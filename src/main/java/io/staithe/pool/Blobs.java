package io.staithe.pool;

import reactor.core.publisher.Mono;

/** The rows of kept bytes; a digest is unique among those that are kept. */
public interface Blobs {
    /**
     * Marks kept bytes as used now, which keeps the sweeper from them for the orphan grace; empty where no kept blob
     * has the digest. Repeatable.
     *
     * @param sha256 lower-case hexadecimal
     */
    Mono<Blob> touch(String sha256);

    /**
     * Gives a kept row another file of its bytes, for one that is not in the pool any more; outside links to it are
     * made anew. Emits the blob with the new location; empty where the row is not kept at the old one any more.
     */
    Mono<Blob> relocate(Blob blob, Location to);

    /**
     * Makes sure that no row names a location, now or later: for bytes whose row may or may not have been committed.
     * Emits the location when its file may be deleted; empty where a row has it. Waits for a transaction that is just
     * writing such a row. Repeatable.
     *
     * <p>A doomed row without a doomer stays behind and stops a statement that is still on its way; the sweeper deletes
     * it when the orphan grace is over.
     */
    Mono<Location> renounce(Digests digests, Location location);
}
