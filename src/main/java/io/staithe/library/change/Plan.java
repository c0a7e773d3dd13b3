package io.staithe.library.change;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Slot;
import io.staithe.catalog.Stocked;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.change.ChangeValue.Changed;
import io.staithe.library.policy.Admittance;
import io.staithe.library.task.Entries;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.queue.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one repository: removals first, then additions. Lives within one transaction; not safe for threads.
 */
final class Plan {
    private final Opened opened;
    private final Shelf shelf;
    private final boolean replaces;
    private final Admittance admittance;
    private final List<String> present = new ArrayList<>();
    private Optional<Shelf.Step> step = Optional.empty();

    private Plan(Opened opened, Collection<Member> members, boolean replaces, Admittance admittance) {
        this.opened = opened;
        this.shelf = new Shelf(
                opened.repository().revision(),
                Stream.concat(members.stream(), admittance.members().stream()).toList());
        this.replaces = replaces;
        this.admittance = admittance;
    }

    /**
     * Decides all of it, or refuses it.
     *
     * @param members what holds the slots of the wishes
     * @param admittance who lets packages in
     */
    static Plan of(Opened opened, Collection<Member> members, Wishes wishes, Admittance admittance) {
        Plan plan = new Plan(opened, members, wishes.replaces(), admittance);
        wishes.removed().forEach(plan::remove);
        wishes.added().forEach(added -> plan.add(added, wishes.known()));
        wishes.taken().forEach(plan::take);
        plan.step = plan.shelf.endTurn();
        return plan;
    }

    private void remove(PackageKey key) {
        if (shelf.at(Slot.of(key)).map(Member::key).filter(key::equals).isEmpty()) {
            throw absent(key, opened.repository().name());
        }
        shelf.take(Slot.of(key));
    }

    /** The hash of a key is 64 bits that anyone can bring to collide: the digest decides. */
    private void add(NewPackage added, Map<PackageKey, String> known) {
        String sha256 = added.blob().digests().sha256();
        String other = known.getOrDefault(added.key(), sha256);
        if (!other.equals(sha256)) {
            throw RepositoryChanges.differs(identity(added.key()), other, sha256);
        }
        makeRoom(added.key(), sha256)
                .ifPresent(room ->
                        shelf.put(added, admittance.admit(added, room.holder()).surplusUnlessRefused()));
    }

    private void take(Stocked taken) {
        makeRoom(taken.key(), taken.sha256())
                .ifPresent(room -> shelf.put(
                        taken, admittance.admit(taken.key(), room.holder()).surplusUnlessRefused()));
    }

    /** The place for a package; empty where its bytes are there, under whatever file name. Refuses other bytes. */
    private Optional<Room> makeRoom(PackageKey key, String sha256) {
        present.add(sha256);
        Optional<Member> holder = shelf.at(Slot.of(key));
        if (holder.isEmpty()) {
            return Optional.of(new Room(null));
        }
        Member there = holder.get();
        if (there.sha256().equals(sha256)) {
            return Optional.empty();
        }
        if (there.membership() == 0) {
            throw new Refused(
                    ChangeFault.PLACE_TWICE,
                    "'" + Fault.bounded(there.key().toString()) + "' and '" + Fault.bounded(key.toString())
                            + "' cannot both be in repository '"
                            + Fault.bounded(opened.repository().name()) + "'");
        }
        if (!replaces) {
            throw RepositoryChanges.differs(identity(key), there.sha256(), sha256);
        }
        shelf.take(Slot.of(key));
        return Optional.of(new Room(there));
    }

    static Refused absent(PackageKey key, String repository) {
        return new Refused(
                CatalogFault.UNKNOWN_PACKAGE,
                "package '" + Fault.bounded(key.toString()) + "' is not in repository '" + Fault.bounded(repository)
                        + "'");
    }

    private static String identity(PackageKey key) {
        return key.name() + "_" + key.version() + "_" + key.architecture();
    }

    Opened opened() {
        return opened;
    }

    Shelf shelf() {
        return shelf;
    }

    /** What the log tells. */
    Entries entries(Task task) {
        Entries entries = new Entries(opened);
        step.ifPresent(made -> entries.add(task, made));
        return entries;
    }

    /** What the task tells. */
    Changed changed() {
        return new Changed(
                opened.repository().id().value(),
                opened.repository().name(),
                step.map(Shelf.Step::number).orElse(opened.repository().revision()),
                present,
                step.map(made -> made.removed().stream()
                                .map(PackageKey::toString)
                                .toList())
                        .orElse(List.of()));
    }

    String output() {
        String name = opened.repository().name();
        return step.map(made -> made.text()
                        .lines()
                        .map(line -> name + ": " + line + "\n")
                        .collect(Collectors.joining()))
                .orElse(name + ": nothing to change\n");
    }

    /** A place that is free now, and what had it before. */
    private record Room(@Nullable Member holder) {}

    /**
     * What is wanted of one repository.
     *
     * @param known the packages of the added keys that the catalogue knows, with the SHA-256 of their files
     */
    record Wishes(
            List<PackageKey> removed,
            List<NewPackage> added,
            List<Stocked> taken,
            Map<PackageKey, String> known,
            boolean replaces) {
        /** Every place that it touches. */
        List<Slot> slots() {
            return Stream.of(
                            removed.stream().map(Slot::of),
                            added.stream().map(NewPackage::slot),
                            taken.stream().map(Stocked::slot))
                    .flatMap(slots -> slots)
                    .toList();
        }
    }
}
