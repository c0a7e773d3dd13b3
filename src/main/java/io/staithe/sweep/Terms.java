package io.staithe.sweep;

import java.time.Duration;

/**
 * What is kept, and for how long.
 *
 * @param grace how long what a publish may be about to use stays after it was touched: lists and shards of indexes,
 *     files by hash; at least twice the longest publish
 * @param idle how long blobs, packages and pool paths stay after they were touched; zero is safe
 * @param orphans how long files without a row stay, from their last change
 * @param removed how long packages stay that were removed, and the members of dropped repositories and snapshots
 * @param dropped how long the generations of a dropped publication stay
 * @param uploads how long uploaded files wait to be added; zero for ever
 * @param incoming how long what dput sent waits for its .changes file, and stays where it was refused; zero for ever
 * @param generations which generations stay
 * @param hashed which files by hash stay that no kept generation names
 * @param lapse how long an instance is silent before its doomed rows are others'
 */
public record Terms(
        Duration grace,
        Duration idle,
        Duration orphans,
        Duration removed,
        Duration dropped,
        Duration uploads,
        Duration incoming,
        Generations generations,
        Hashed hashed,
        Duration lapse) {
    /** The same where somebody asks for what may go at once; what publishes or clients may be about to use stays. */
    public Terms atOnce() {
        return new Terms(
                grace, Duration.ZERO, orphans, Duration.ZERO, dropped, uploads, incoming, generations, hashed, lapse);
    }

    /**
     * Which generations of a living publication stay: the newest ones, and all that were current within a time.
     *
     * @param count how many of the newest, at least 3
     * @param within the time
     */
    public record Generations(int count, Duration within) {}

    /**
     * Which files by hash stay beside those of kept generations.
     *
     * @param count how many in each directory of an index
     * @param within since they were named last
     * @param sizeBytes how many bytes of each publication
     */
    public record Hashed(int count, Duration within, long sizeBytes) {}
}
