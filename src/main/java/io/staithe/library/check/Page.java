package io.staithe.library.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What a walk found on a part of its way.
 *
 * @param looked how many things it looked at
 * @param next where it goes on; {@link #END} where it is at its end
 */
public record Page(long looked, List<Flaw> flaws, String next) {
    /** Before the first thing, and after the last one. */
    public static final String END = "";

    /** Copies the list. */
    public Page {
        flaws = List.copyOf(flaws);
    }

    /** This page and the one after it. */
    Page plus(Page after) {
        List<Flaw> all = new ArrayList<>(flaws);
        all.addAll(after.flaws);
        return new Page(looked + after.looked, all, after.next);
    }

    /** Nothing is left. */
    static Page end() {
        return new Page(0, List.of(), END);
    }
}
