package io.staithe.faults.history;

import java.util.List;

/**
 * What a call is to do to one repository.
 *
 * @param repository its name
 * @param added what is there afterwards
 * @param removed what is not there afterwards, unless it is in {@code added}
 * @param replaces whether other builds in the slots of what is added give way
 */
public record Effect(String repository, List<Item> added, List<Item> removed, boolean replaces) {
    /** Copies the lists. */
    public Effect {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** Adds these. */
    public static Effect adding(String repository, List<Item> items) {
        return new Effect(repository, items, List.of(), false);
    }

    /** Removes these. */
    public static Effect removing(String repository, List<Item> items) {
        return new Effect(repository, List.of(), items, false);
    }

    /** Adds this, and takes other builds out of its slot. */
    public static Effect replacing(String repository, Item item) {
        return new Effect(repository, List.of(item), List.of(), true);
    }

    /** Whether it may take this out of the repository. */
    boolean takes(Item item) {
        return removed.contains(item)
                || replaces
                        && !added.contains(item)
                        && added.stream().anyMatch(each -> each.slot().equals(item.slot()));
    }
}
