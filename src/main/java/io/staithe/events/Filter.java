package io.staithe.events;

import java.util.Set;

/**
 * Which events somebody wants.
 *
 * @param types the words of the types; none: all
 * @param subjects what they may be about; none: anything
 */
public record Filter(Set<String> types, Set<String> subjects) {
    /** All events. */
    public static final Filter ALL = new Filter(Set.of(), Set.of());

    /** Copies the sets. */
    public Filter {
        types = Set.copyOf(types);
        subjects = Set.copyOf(subjects);
    }

    /** Whether it is one of them. */
    boolean wants(Event event) {
        return (types.isEmpty() || types.contains(event.type()))
                && (subjects.isEmpty() || subjects.contains(event.subject()));
    }
}
