package io.staithe.faults.history;

import io.staithe.faults.history.Evidence.Revision;
import io.staithe.faults.history.Violation.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The log of one repository: which sets of items it ever was, when, and which call made which revision.
 *
 * <p>A set is known by the exclusive or of a hash of each item, so that every revision costs what it changed.
 */
final class Ledger {
    private final Map<Long, NavigableSet<Long>> revisionsOfSets = new HashMap<>();
    private final Map<Long, Long> sets = new HashMap<>();
    private final Map<Item, List<Long>> additions = new HashMap<>();
    private final Map<Item, List<Long>> removals = new HashMap<>();
    private final Set<Item> open = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Touches touches;

    Ledger(String repository, List<Revision> log, Touches touches) {
        this.touches = touches;
        long set = 0;
        note(0, set);
        long last = 0;
        for (Revision revision : log) {
            if (revision.number() != last + 1) {
                violations.add(new Violation(
                        revision.number() == last ? Rule.DUPLICATE : Rule.NEVER_WAS,
                        "in the log of " + repository + " revision " + revision.number() + " follows " + last));
            }
            last = revision.number();
            for (Item item : revision.removed()) {
                removals.computeIfAbsent(item, none -> new ArrayList<>()).add(revision.number());
                set ^= open.remove(item) ? hash(item) : 0;
            }
            for (Item item : revision.added()) {
                additions.computeIfAbsent(item, none -> new ArrayList<>()).add(revision.number());
                if (open.add(item)) {
                    set ^= hash(item);
                } else {
                    violations.add(new Violation(
                            Rule.DUPLICATE,
                            "revision " + revision.number() + " of " + repository + " adds " + item
                                    + ", which is there already",
                            touches.adders(item)));
                }
            }
            note(revision.number(), set);
        }
    }

    private void note(long number, long set) {
        sets.put(number, set);
        revisionsOfSets.computeIfAbsent(set, none -> new TreeSet<>()).add(number);
    }

    /** What is wrong with the log by itself. */
    List<Violation> violations() {
        return violations;
    }

    /** What it has in the end. */
    Set<Item> members() {
        return open;
    }

    /** The revisions that were exactly these items. */
    NavigableSet<Long> revisionsThatWere(Collection<Item> items) {
        return revisionsOfSets.getOrDefault(hash(items), new TreeSet<>());
    }

    /** Whether this revision is exactly these items. */
    boolean isAt(long revision, Collection<Item> items) {
        Long set = sets.get(revision);
        return set != null && set == hash(items);
    }

    /** In which revisions it was added. */
    List<Long> additions(Item item) {
        return additions.getOrDefault(item, List.of());
    }

    /** In which revisions it was removed. */
    List<Long> removals(Item item) {
        return removals.getOrDefault(item, List.of());
    }

    /** Items that were ever added or removed. */
    Set<Item> items() {
        Set<Item> items = new TreeSet<>(additions.keySet());
        items.addAll(removals.keySet());
        return items;
    }

    /** The revision that this call made, where no other call can have made it. */
    OptionalLong revisionOf(Operation operation) {
        for (Effect effect : touches.effects(operation).toList()) {
            for (Item item : effect.added()) {
                if (touches.adders(item).size() == 1 && additions(item).size() == 1) {
                    return OptionalLong.of(additions(item).get(0));
                }
            }
            for (Item item : effect.removed()) {
                if (touches.takers(item).size() == 1 && removals(item).size() == 1) {
                    return OptionalLong.of(removals(item).get(0));
                }
            }
        }
        return OptionalLong.empty();
    }

    private static long hash(Collection<Item> items) {
        return Set.copyOf(items).stream().mapToLong(Ledger::hash).reduce(0, (one, other) -> one ^ other);
    }

    private static long hash(Item item) {
        long hash = 0xcbf29ce484222325L;
        String text = item.slot() + " " + item.digest();
        for (int index = 0; index < text.length(); index++) {
            hash = (hash ^ text.charAt(index)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
