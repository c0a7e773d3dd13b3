package io.staithe.library.task;

import static java.util.stream.Collectors.toSet;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.Slot;
import io.staithe.deb.PackageKey;
import io.staithe.library.task.Payloads.Remove;
import io.staithe.queue.Outcome;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Removes packages from a repository by key; a task that names a key nobody knows fails alone, and changes nothing. */
public final class Removals implements TaskHandler {
    private final String kind;
    private final RepositoryChanges changes;
    private final Ledger ledger;
    private final Shelves shelves;
    private final int batch;

    /**
     * A handler of removals.
     *
     * @param batch the most tasks in one transaction
     */
    public Removals(String kind, RepositoryChanges changes, Ledger ledger, Shelves shelves, int batch) {
        this.kind = kind;
        this.changes = changes;
        this.ledger = ledger;
        this.shelves = shelves;
        this.batch = batch;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public Mono<Void> perform(List<Task> tasks) {
        List<Removal> removals = tasks.stream().map(Removal::of).toList();
        return changes.change(removals.get(0).payload().target(), opened -> remove(opened, removals));
    }

    private Mono<List<Settlement>> remove(Opened opened, List<Removal> removals) {
        RepositoryId id = opened.repository().id();
        List<PackageKey> keys =
                removals.stream().flatMap(removal -> removal.keys().stream()).toList();
        return shelves.known(keys)
                .map(Shelves.Known::key)
                .collect(toSet())
                .zipWhen(known -> shelves.membersByKey(id, keys).collectList())
                .map(found -> Decision.of(opened, removals, found.getT1(), found.getT2()))
                .flatMap(decision -> shelves.write(id, decision.shelf())
                        .then(ledger.close(
                                opened,
                                decision.entries().rows(),
                                decision.entries().events()))
                        .thenReturn(decision.settlements()));
    }

    /** A task and what it carries. */
    private record Removal(Task task, Remove payload, List<PackageKey> keys) {
        static Removal of(Task task) {
            Remove payload = TaskJson.read(task.payload(), Remove.class);
            return new Removal(
                    task,
                    payload,
                    payload.keys().stream().map(PackageKey::parse).toList());
        }

        Optional<PackageKey> unknown(Set<PackageKey> known) {
            return keys.stream().filter(key -> !known.contains(key)).findFirst();
        }

        Settlement settle(Opened opened, String output) {
            return Settlement.succeeded(task, TaskJson.write(opened.repository().description()), output);
        }

        Settlement fail(PackageKey unknown) {
            var code = CatalogFault.UNKNOWN_PACKAGE;
            var failed = new Outcome.Failed(code.slug(), code.category(), "packages " + unknown + ": key not found");
            return new Settlement(task.id(), task.attempt(), failed, "Loading packages...\n", null);
        }
    }

    private record Decision(Shelf shelf, Entries entries, List<Settlement> settlements) {
        static Decision of(Opened opened, List<Removal> removals, Set<PackageKey> known, Collection<Member> members) {
            Shelf shelf = new Shelf(opened.repository().revision(), members);
            Entries entries = new Entries(opened);
            List<Settlement> settlements = removals.stream()
                    .map(removal -> removal.unknown(known)
                            .map(removal::fail)
                            .orElseGet(() -> removal.settle(opened, take(removal, shelf, entries))))
                    .toList();
            return new Decision(shelf, entries, settlements);
        }

        private static String take(Removal removal, Shelf shelf, Entries entries) {
            StringBuilder output = new StringBuilder("Loading packages...\n");
            removal.keys().forEach(key -> {
                Slot slot = Slot.of(key);
                shelf.at(slot).filter(member -> member.key().equals(key)).ifPresent(member -> {
                    shelf.take(slot);
                    output.append("Removing package ").append(key.name()).append('\n');
                });
            });
            shelf.endTurn().ifPresent(step -> entries.add(removal.task(), step));
            return output.toString();
        }
    }
}
