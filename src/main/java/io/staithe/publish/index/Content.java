package io.staithe.publish.index;

import io.staithe.publish.index.IndexList.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an index holds at a revision.
 *
 * @param entries how many members it tells
 * @param same the list that has exactly these parts; null where none has yet
 */
public record Content(
        IndexLine line,
        long entries,
        List<Part> parts,
        @Nullable IndexList same) {
    /** Copies the parts. */
    public Content {
        parts = List.copyOf(parts);
    }
}
