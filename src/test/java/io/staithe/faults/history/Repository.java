package io.staithe.faults.history;

import io.staithe.faults.history.Evidence.State;
import io.staithe.faults.history.Violation.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules about one repository: what it has in the end, what its log tells, and what was ever seen of it. */
final class Repository {
    private final String name;
    private final State state;
    private final Touches touches;
    private final @Nullable Ledger ledger;
    private final NavigableMap<Long, Long> acknowledged = new TreeMap<>();
    private final Map<String, Long> seenByClients = new HashMap<>();

    Repository(String name, State state, List<Operation> operations) {
        this.name = name;
        this.state = state;
        this.touches = new Touches(name, operations);
        this.ledger = state.log().isEmpty() ? null : new Ledger(name, state.log(), touches);
        noteAcknowledged();
    }

    /** The highest revision that was acknowledged by each moment. */
    private void noteAcknowledged() {
        if (ledger == null) {
            return;
        }
        long highest = 0;
        for (Operation change : touches.changes().stream()
                .filter(Operation::isDone)
                .sorted(Comparator.comparingLong(Operation::ended))
                .toList()) {
            highest = Math.max(highest, ledger.revisionOf(change).orElse(0));
            acknowledged.put(change.ended(), highest);
        }
    }

    /** What the repository and its log show by themselves. */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        lostRemovals(violations);
        if (ledger != null) {
            violations.addAll(ledger.violations());
            log(ledger, violations);
            violations.addAll(order(ledger));
        }
        return violations;
    }

    private void lostRemovals(List<Violation> violations) {
        for (Item item : Set.copyOf(state.members())) {
            touches.removers(item).stream()
                    .filter(Operation::isDone)
                    .filter(removal -> !Touches.anyBetween(touches.adders(item), removal.started(), Long.MAX_VALUE))
                    .forEach(removal -> violations.add(new Violation(
                            Rule.LOST_REMOVAL, item + " was removed from " + name + " and is there", removal)));
        }
    }

    private void log(Ledger log, List<Violation> violations) {
        for (Item item : log.items()) {
            int additions = log.additions(item).size();
            List<Operation> adders = touches.adders(item);
            if (additions > adders.size()) {
                violations.add(new Violation(
                        adders.isEmpty() ? Rule.UNASKED_ADDITION : Rule.DUPLICATE,
                        item + " was added to " + name + " in revisions " + log.additions(item) + ", and asked for "
                                + adders.size() + " times",
                        adders));
            }
            List<Operation> takers = touches.takers(item);
            if (log.removals(item).size() > takers.size()) {
                violations.add(new Violation(
                        Rule.UNASKED_REMOVAL,
                        item + " was removed from " + name + " in revisions " + log.removals(item) + ", and asked for "
                                + takers.size() + " times",
                        takers));
            }
        }
        if (!log.members().equals(Set.copyOf(state.members()))) {
            violations.add(new Violation(
                    Rule.NEVER_WAS, "what " + name + " has is not what its log tells: " + difference(log.members())));
        }
    }

    private String difference(Set<Item> told) {
        Set<Item> only = new HashSet<>(told);
        state.members().forEach(only::remove);
        Set<Item> other = new HashSet<>(state.members());
        other.removeAll(told);
        return "only the log has " + only + ", only the repository has " + other;
    }

    /** Changes of which one was answered before the other began stand in the log in that order. */
    private List<Violation> order(Ledger log) {
        NavigableMap<Long, List<Operation>> made = new TreeMap<>();
        for (Operation change : touches.changes()) {
            log.revisionOf(change)
                    .ifPresent(revision -> made.computeIfAbsent(revision, none -> new ArrayList<>())
                            .add(change));
        }
        List<Violation> violations = new ArrayList<>();
        Operation latest = null;
        for (Operation change : made.values().stream().flatMap(List::stream).toList()) {
            if (latest != null && change.placed() < latest.started()) {
                violations.add(new Violation(
                        Rule.ORDER,
                        "in " + name + " revision " + log.revisionOf(latest).orElse(0) + " was asked for after "
                                + log.revisionOf(change).orElse(0) + " was answered",
                        change,
                        latest));
            }
            latest = latest == null || change.started() > latest.started() ? change : latest;
        }
        return violations;
    }

    /** What is wrong with something that was seen; what one client sees has to come in the order in which it saw it. */
    List<Violation> violations(Observation seen, String client) {
        List<Violation> violations = new ArrayList<>();
        duplicates(seen, violations);
        missing(seen, violations);
        unasked(seen, violations);
        if (ledger != null && violations.isEmpty()) {
            revision(ledger, seen, client, violations);
        }
        return violations;
    }

    private static void duplicates(Observation seen, List<Violation> violations) {
        Set<String> slots = new HashSet<>();
        seen.items().stream()
                .filter(item -> !slots.add(item.slot()))
                .forEach(item -> violations.add(new Violation(
                        Rule.DUPLICATE, seen.what() + " has " + item.slot() + " twice", seen.operations())));
    }

    private void missing(Observation seen, List<Violation> violations) {
        Set<Item> items = Set.copyOf(seen.items());
        for (Item item : touches.added()) {
            if (items.contains(item)) {
                continue;
            }
            List<Operation> takers = touches.takers(item);
            touches.adders(item).stream()
                    .filter(seen::owes)
                    .filter(addition -> !Touches.anyBetween(takers, addition.started(), seen.ended()))
                    .findFirst()
                    .ifPresent(addition -> violations.add(new Violation(
                            seen.terms().missing(),
                            item + " was acknowledged, nobody may have taken it out of " + name + ", and it is not in "
                                    + seen.what(),
                            with(addition, seen.operations()))));
        }
    }

    private static List<Operation> with(Operation first, Collection<Operation> others) {
        List<Operation> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private void unasked(Observation seen, List<Violation> violations) {
        seen.items().stream()
                .filter(item -> !Touches.anyBetween(touches.adders(item), Long.MIN_VALUE, seen.ended()))
                .forEach(item -> violations.add(new Violation(
                        Rule.UNASKED_ADDITION,
                        item + " is in " + seen.what() + ", and nobody whose call was not refused asked for it",
                        seen.operations())));
    }

    private void revision(Ledger log, Observation seen, String client, List<Violation> violations) {
        NavigableSet<Long> possible = log.revisionsThatWere(seen.items());
        if (possible.isEmpty()) {
            violations.add(
                    new Violation(seen.terms().never(), seen.what() + " is no revision of " + name, seen.operations()));
            return;
        }
        long before = seenByClients.getOrDefault(client, 0L);
        var told = acknowledged.lowerEntry(seen.cutoff());
        long owed = told == null ? 0 : told.getValue();
        Long revision = possible.ceiling(Math.max(before, owed));
        if (revision != null) {
            seenByClients.put(client, revision);
            return;
        }
        boolean isBack = possible.last() < before;
        violations.add(new Violation(
                isBack ? Rule.TIME_WENT_BACK : seen.terms().missing(),
                seen.what() + " is revision " + possible.last() + " of " + name + ", and "
                        + (isBack
                                ? "the client had seen revision " + before
                                : "revision " + owed + " was acknowledged"),
                seen.operations()));
    }

    /** What is wrong with a generation of a publication of it. */
    List<Violation> violations(Evidence.Generation generation) {
        if (ledger == null || ledger.isAt(generation.revision(), generation.shown())) {
            return List.of();
        }
        return List.of(new Violation(
                Rule.TORN_ARCHIVE,
                "generation " + generation.number() + " of " + generation.publication()
                        + " does not show what revision "
                        + generation.revision() + " of " + name + " is, but "
                        + (ledger.revisionsThatWere(generation.shown()).isEmpty()
                                ? "no revision"
                                : "revision "
                                        + ledger.revisionsThatWere(generation.shown())
                                                .last())));
    }
}
