package io.staithe.publish.sources;

import io.staithe.publish.Publication.Source;
import java.util.List;

/**
 * A change of what a publication is to be made of: the payload of its task.
 *
 * @param publication the row
 * @param component the component that is changed or removed; empty where the change is not about one
 * @param sources what is added, set, or put in place of all
 */
record SourceChange(long publication, String component, List<Source> sources) {
    /** Copies the sources. */
    SourceChange {
        sources = List.copyOf(sources);
    }
}
