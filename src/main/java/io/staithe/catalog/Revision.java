package io.staithe.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A row of a repository's log: what one task changed, chained to the row before.
 *
 * <p>The hash is SHA-256 over the previous hash (32 bytes) and the canonical text: repository, number, time in
 * microseconds since the epoch, task, length of the caller's name in bytes, that name, and the change, each but the
 * last ended by a newline, in UTF-8.
 *
 * @param change what happened
 * @param previousHash the hash of the row before, lower-case hexadecimal; {@link #NO_HASH} for the first
 * @param hash the hash of this row, likewise
 */
public record Revision(Change change, String previousHash, String hash) {
    /** What comes before the first row. */
    public static final String NO_HASH = "0".repeat(64);

    /** The row that follows one with this hash. */
    public static Revision after(String previousHash, Change change) {
        return new Revision(change, previousHash, hash(previousHash, change));
    }

    private static String hash(String previousHash, Change change) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(previousHash));
            digest.update(change.canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }

    /**
     * What happened to a repository.
     *
     * @param number the revision that it made
     * @param at the database's time, in microseconds
     * @param task the task that did it
     * @param caller who asked for it
     * @param text what changed: {@link LogLines}, or words
     */
    public record Change(RepositoryId repository, long number, Instant at, long task, String caller, String text) {
        /** Cuts the time to what the database keeps. */
        public Change {
            at = at.truncatedTo(ChronoUnit.MICROS);
        }

        /** The time in microseconds since the epoch. */
        public long micros() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at);
        }

        /** The canonical text, whose end is what changed. */
        public String canonical() {
            return repository + "\n" + number + "\n" + micros() + "\n" + task + "\n"
                    + caller.getBytes(StandardCharsets.UTF_8).length + "\n" + caller + "\n" + text;
        }
    }
}
