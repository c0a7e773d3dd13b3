package io.staithe.publish;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generation that is kept.
 *
 * @param switchedAt when it became the current one
 * @param releasedAt the Date of its Release file
 * @param validUntil when that expires; null for never
 * @param sources what it shows, by component
 */
public record Kept(
        long number,
        Instant switchedAt,
        Instant releasedAt,
        @Nullable Instant validUntil,
        long packages,
        List<Shown> sources) {
    /** Copies the list. */
    public Kept {
        sources = List.copyOf(sources);
    }

    /** A component and the revision of the repository or snapshot behind it, by its name now. */
    public record Shown(String component, String name, long revision) {}
}
