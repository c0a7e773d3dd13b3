package io.staithe.library.task;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.Stocked;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import io.staithe.library.policy.Admittance;
import io.staithe.library.policy.Policing;
import io.staithe.library.policy.Policing.Presence;
import io.staithe.library.task.Payloads.Put;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Puts packages into a repository that the catalogue knows already: all of a task's keys, or none. */
public final class Placements {
    private final RepositoryChanges changes;
    private final Ledger ledger;
    private final Shelves shelves;
    private final Policing policing;

    /** Placements through these. */
    public Placements(RepositoryChanges changes, Ledger ledger, Shelves shelves, Policing policing) {
        this.changes = changes;
        this.ledger = ledger;
        this.shelves = shelves;
        this.policing = policing;
    }

    /** Performs one task. */
    public Mono<Void> put(Task task) {
        Put payload = TaskJson.read(task.payload(), Put.class);
        List<PackageKey> keys =
                payload.keys().stream().map(PackageKey::parse).distinct().toList();
        return policing.asking(changes.change(
                payload.target(), opened -> put(opened, task, keys).thenReturn(told(opened, task, payload))));
    }

    /** A change with placements in it, with the hook of the repository asked where it needs that. */
    public Mono<Void> asking(Mono<Void> change) {
        return policing.asking(change);
    }

    private static List<Settlement> told(Opened opened, Task task, Put payload) {
        String value = TaskJson.write(opened.repository().description());
        return List.of(Settlement.succeeded(task, value, output(payload)));
    }

    /**
     * Puts packages into an open repository, and closes it; those that are in it already are fine. Faults as of
     * {@code Members.put}, and {@code REFUSED_BY_POLICY} or {@code QUOTA_EXCEEDED} where one breaks a rule of the
     * repository. The change that it is part of has to be {@link #asking}.
     */
    public Mono<Void> put(Opened opened, Task task, List<PackageKey> keys) {
        RepositoryId id = opened.repository().id();
        return touched(keys)
                .zipWhen(wanted -> shelves.members(
                                id, wanted.values().stream().map(Stocked::slot).toList())
                        .collectList())
                .flatMap(found -> places(opened, task, keys, found.getT2())
                        .map(places -> placed(opened, keys, found.getT1(), places)))
                .flatMap(shelf -> write(opened, task, shelf));
    }

    private Mono<Places> places(Opened opened, Task task, List<PackageKey> keys, List<Member> present) {
        return policing.over(opened, policing.entrants(keys, task.caller().name()), new Presence(present, List.of()))
                .map(admittance -> new Places(present, admittance));
    }

    private Mono<Void> write(Opened opened, Task task, Shelf shelf) {
        Entries entries = new Entries(opened);
        shelf.endTurn().ifPresent(step -> entries.add(task, step));
        return shelves.write(opened.repository().id(), shelf)
                .then(ledger.close(opened, entries.rows(), entries.events()));
    }

    private Mono<Map<PackageKey, Stocked>> touched(Collection<PackageKey> keys) {
        return stocked(keys)
                .delayUntil(known -> shelves.touch(known.values().stream()
                                .flatMap(stocked -> stocked.blobs().stream())
                                .toList())
                        .collect(toSet())
                        .doOnNext(kept -> refuseGone(known.values(), kept)));
    }

    /** The packages of all keys, whose bytes have still to be touched; refused where one is unknown. */
    public Mono<Map<PackageKey, Stocked>> stocked(Collection<PackageKey> keys) {
        return shelves.stocked(keys)
                .collect(toMap(Stocked::key, known -> known))
                .doOnNext(known -> refuseUnknown(keys, known.keySet()));
    }

    private static void refuseUnknown(Collection<PackageKey> keys, Set<PackageKey> known) {
        keys.stream().filter(key -> !known.contains(key)).findFirst().ifPresent(key -> {
            throw new Refused(CatalogFault.UNKNOWN_PACKAGE, "packages " + key + ": key not found");
        });
    }

    private static void refuseGone(Collection<Stocked> known, Set<Long> kept) {
        known.stream()
                .filter(stocked -> !kept.containsAll(stocked.blobs()))
                .findFirst()
                .ifPresent(stocked -> {
                    throw new Refused(
                            CatalogFault.BYTES_GONE,
                            "package '" + stocked.key() + "' is not kept any more, upload it again");
                });
    }

    private static Shelf placed(Opened opened, List<PackageKey> keys, Map<PackageKey, Stocked> known, Places places) {
        Shelf shelf = new Shelf(opened.repository().revision(), places.members());
        for (PackageKey key : keys) {
            Stocked wanted = Objects.requireNonNull(known.get(key));
            Member holder = shelf.at(wanted.slot()).orElse(null);
            if (holder == null) {
                shelf.put(wanted, places.admittance().admit(key).surplusUnlessRefused());
            } else if (!holder.key().equals(key)) {
                throw new Refused(
                        CatalogFault.PACKAGE_DIFFERS,
                        "package already exists and is different: " + key.name() + "_" + key.version() + "_"
                                + key.architecture());
            }
        }
        return shelf;
    }

    private static String output(Put payload) {
        StringBuilder output = new StringBuilder("Loading packages...\n");
        payload.keys()
                .forEach(key -> output.append("Adding package ")
                        .append(PackageKey.parse(key).name())
                        .append('\n'));
        return output.toString();
    }

    /** What is in the places that packages want, and who lets them in. */
    private record Places(List<Member> present, Admittance admittance) {
        List<Member> members() {
            return Stream.concat(present.stream(), admittance.members().stream())
                    .toList();
        }
    }
}
