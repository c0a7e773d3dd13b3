package io.staithe.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Into which repositories somebody may look.
 *
 * @param repositories their rows; null for all, dropped ones and what no repository holds too
 */
public record Reach(@Nullable List<RepositoryId> repositories) {
    /** Into everything. */
    public static final Reach EVERYTHING = new Reach(null);

    /** Copies the list. */
    public Reach {
        repositories = repositories == null ? null : List.copyOf(repositories);
    }
}
