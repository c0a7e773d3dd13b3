package io.staithe.catalog;

import io.staithe.deb.PackageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The slots that a batch touches, while it is decided task by task: later turns see what earlier ones did.
 *
 * <p>A turn that changes something takes the next revision. Intervals are half open: a package is a member from its
 * first revision up to, and without, the one that removes it; what comes and goes within a turn never was a member. Not
 * safe for threads; lives within one transaction.
 */
public final class Shelf {
    private final Map<Slot, Holding> slots = new HashMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<Closing> closings = new ArrayList<>();
    private final Map<PackageKey, Arrival> added = new LinkedHashMap<>();
    private final Set<PackageKey> removed = new LinkedHashSet<>();
    private long revision;

    /** A shelf at a revision, with what is in the slots that matter. */
    public Shelf(long revision, Collection<Member> members) {
        this.revision = revision;
        members.forEach(member -> slots.put(Slot.of(member.key()), new Holding(member, true)));
    }

    /** What holds a slot now. */
    public Optional<Member> at(Slot slot) {
        return Optional.ofNullable(slots.get(slot)).map(Holding::member);
    }

    /** Puts a package into its slot, which must be free. */
    public void put(NewPackage added) {
        put(
                added.slot(),
                new Arrival(new Member(0, added.key(), added.blob().digests().sha256()), added, 0));
    }

    /** Puts a package into its slot, which must be free, and takes others out for it. */
    public void put(NewPackage arrival, Collection<PackageKey> others) {
        put(arrival);
        take(others);
    }

    /** The same with a package that the catalogue knows already. */
    public void put(Stocked known, Collection<PackageKey> others) {
        put(known);
        take(others);
    }

    private void take(Collection<PackageKey> keys) {
        keys.forEach(key -> take(Slot.of(key)));
    }

    /** Puts a package that the catalogue knows already into its slot, which must be free. */
    public void put(Stocked known) {
        put(known.slot(), new Arrival(new Member(0, known.key(), known.sha256()), null, known.id()));
    }

    private void put(Slot slot, Arrival arrival) {
        Member member = arrival.member();
        if (slots.putIfAbsent(slot, new Holding(member, false)) != null) {
            throw new IllegalStateException("slot of " + member.key() + " is taken");
        }
        added.put(member.key(), arrival);
    }

    /** Takes a package out of its slot. */
    public void take(Slot slot) {
        Holding holding = slots.remove(slot);
        if (holding == null) {
            throw new IllegalStateException("slot " + slot + " is free");
        }
        PackageKey key = holding.member().key();
        if (holding.isWritten()) {
            closings.add(new Closing(holding.member().membership(), revision + 1));
            removed.add(key);
            return;
        }
        if (added.remove(key) != null) {
            return;
        }
        openings.replaceAll(opening -> opening.isOpen(key) ? opening.until(revision + 1) : opening);
        removed.add(key);
    }

    /** Ends a task's turn: the step that it made, or nothing where it changed nothing. */
    public Optional<Step> endTurn() {
        if (added.isEmpty() && removed.isEmpty()) {
            return Optional.empty();
        }
        revision++;
        added.forEach((key, arrival) -> openings.add(new Opening(key, arrival.added(), arrival.known(), revision, 0)));
        Step step =
                new Step(revision, added.values().stream().map(Arrival::member).toList(), List.copyOf(removed));
        added.clear();
        removed.clear();
        return Optional.of(step);
    }

    /** The intervals to open, in order; some of them may be closed again already. */
    public List<Opening> openings() {
        return List.copyOf(openings);
    }

    /** The open intervals to close. */
    public List<Closing> closings() {
        return List.copyOf(closings);
    }

    /** What came into a slot: a package that may be new, or the row of one that is known. */
    private record Arrival(Member member, @Nullable NewPackage added, long known) {}

    private record Holding(Member member, boolean isWritten) {}

    /**
     * An interval to be written.
     *
     * @param arrival a package that may be new; null for one that the catalogue knows
     * @param known the row of the latter, else 0
     * @param since its first revision
     * @param until the revision that ends it, or 0 while it is open
     */
    public record Opening(PackageKey key, @Nullable NewPackage arrival, long known, long since, long until) {
        /** The interval of a package that may be new. */
        public Opening(NewPackage arrival, long since, long until) {
            this(arrival.key(), arrival, 0, since, until);
        }

        private boolean isOpen(PackageKey other) {
            return until == 0 && key.equals(other);
        }

        private Opening until(long end) {
            return new Opening(key, arrival, known, since, end);
        }
    }

    /**
     * An interval that ends.
     *
     * @param membership its row
     * @param until the revision that ends it
     */
    public record Closing(long membership, long until) {}

    /**
     * What one task changed.
     *
     * @param number the revision that it made
     */
    public record Step(long number, List<Member> added, List<PackageKey> removed) {
        /** The change as the revision log has it: a line per package, removals first. */
        public String text() {
            StringBuilder text = new StringBuilder();
            removed.forEach(key -> text.append(LogLines.removal(key)));
            added.forEach(member -> text.append(LogLines.addition(member.key(), member.sha256())));
            return text.toString();
        }
    }
}
