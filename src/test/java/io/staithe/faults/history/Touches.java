package io.staithe.faults.history;

import io.staithe.faults.history.Operation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The calls that may have changed one repository, by what they may have done to which item. */
final class Touches {
    private final Map<Item, List<Operation>> adding = new TreeMap<>();
    private final Map<Item, List<Operation>> removing = new HashMap<>();
    private final Map<String, List<Operation>> replacing = new HashMap<>();
    private final List<Operation> drops = new ArrayList<>();
    private final List<Operation> changes = new ArrayList<>();
    private final String repository;

    Touches(String repository, List<Operation> operations) {
        this.repository = repository;
        operations.stream().filter(Operation::mayHaveHappened).forEach(this::note);
    }

    private void note(Operation operation) {
        if (operation.kind() == Kind.DROP && operation.target().equals(repository)) {
            drops.add(operation);
        }
        List<Effect> effects = effects(operation).toList();
        for (Effect effect : effects) {
            effect.added().forEach(item -> list(adding, item).add(operation));
            effect.removed().forEach(item -> list(removing, item).add(operation));
            if (effect.replaces()) {
                effect.added().forEach(item -> list(replacing, item.slot()).add(operation));
            }
        }
        if (!effects.isEmpty()) {
            changes.add(operation);
        }
    }

    private static <K> List<Operation> list(Map<K, List<Operation>> index, K key) {
        return index.computeIfAbsent(key, none -> new ArrayList<>());
    }

    /** What an operation is to do here. */
    Stream<Effect> effects(Operation operation) {
        return operation.effects().stream().filter(effect -> effect.repository().equals(repository));
    }

    /** All that changed it, or may have. */
    List<Operation> changes() {
        return changes;
    }

    /** Items that somebody added, or may have. */
    Collection<Item> added() {
        return adding.keySet();
    }

    /** Items that somebody removed by name, or may have. */
    Set<Item> removed() {
        return removing.keySet();
    }

    /** Who added it, or may have. */
    List<Operation> adders(Item item) {
        return adding.getOrDefault(item, List.of());
    }

    /** Who removed it by name, or may have. */
    List<Operation> removers(Item item) {
        return removing.getOrDefault(item, List.of());
    }

    /** Who took it out, or may have: by name, by another build in its slot, with the repository. */
    List<Operation> takers(Item item) {
        List<Operation> takers = new ArrayList<>(removers(item));
        replacing.getOrDefault(item.slot(), List.of()).stream()
                .filter(operation -> effects(operation).anyMatch(effect -> effect.takes(item)))
                .forEach(takers::add);
        takers.addAll(drops);
        return takers;
    }

    /** Whether one of them may have taken effect after the beginning of the first and before the end of the second. */
    static boolean anyBetween(List<Operation> candidates, long after, long before) {
        return candidates.stream().anyMatch(each -> each.latest() > after && each.started() < before);
    }
}
