package io.staithe.publish.index;

import io.staithe.archive.shard.Cutter;
import io.staithe.archive.shard.Cutter.Cut;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Position;
import io.staithe.publish.index.IndexList.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stretches of an index that must be cut again because members moved in them.
 *
 * <p>A stretch begins at an old boundary and ends at the next old boundary that is met again with nothing moved right
 * after it. Whether a boundary lies before a member depends on that member, so the shard before it is cut again too
 * where the first member of a shard moved. One thread at a time.
 */
final class Recut {
    private final IndexLine line;
    private final List<Part> old;
    private final TreeMap<Position, Integer> boundaries = new TreeMap<>();
    private final NavigableSet<Integer> touched = new TreeSet<>();
    private final Cutter<Position> cutter = new Cutter<>();
    private int next;
    private boolean begins = true;
    private boolean met;

    Recut(IndexLine line, List<Part> old, Collection<Position> moved) {
        this.line = line;
        this.old = old;
        for (int i = 0; i < old.size(); i++) {
            boundaries.put(old.get(i).first(), i);
        }
        moved.forEach(this::touch);
    }

    /** Where the stretch from an old shard on begins. */
    static Position begin(List<Part> old, int shard) {
        return shard == 0 ? Position.START : old.get(shard).first();
    }

    private void touch(Position moved) {
        var shard = boundaries.floorEntry(moved);
        touched.add(shard == null ? 0 : shard.getValue());
        if (shard != null && shard.getKey().equals(moved) && shard.getValue() > 0) {
            touched.add(shard.getValue() - 1);
        }
    }

    /** The first touched shard that is not behind; empty where all are. */
    Optional<Integer> nextTouched() {
        return Optional.ofNullable(touched.ceiling(next));
    }

    /** Takes over the shards up to the next stretch, or to the end. */
    List<Part> untouched() {
        int end = nextTouched().orElse(old.size());
        List<Part> parts = old.subList(next, end);
        next = end;
        return parts;
    }

    /** Takes the next member of the stretch; the shard that ended before it, if one did. */
    Optional<Cut<Position>> add(CataloguedPackage member) {
        Position position = Position.of(member.key());
        Optional<Cut<Position>> cut = cutter.add(position, line.stanza(member));
        Integer boundary = boundaries.get(position);
        if ((cut.isPresent() || begins) && boundary != null && !touched.contains(boundary)) {
            met = true;
            next = boundary;
        }
        begins = false;
        return cut;
    }

    /** Whether the old boundary was met again: the member that was added last belongs to what is taken over. */
    boolean isMet() {
        return met;
    }

    /** Ends the stretch with the repository, unless a boundary was met. */
    Optional<Cut<Position>> end() {
        Optional<Cut<Position>> last = cutter.end();
        begins = true;
        if (met) {
            met = false;
            return Optional.empty();
        }
        touched.clear();
        next = old.size();
        return last;
    }

    /** The shards of a whole index, whatever was before. */
    static final class Whole {
        private final IndexLine line;
        private final Cutter<Position> cutter = new Cutter<>();
        private long entries;

        Whole(IndexLine line) {
            this.line = line;
        }

        /** The shards that ended with these members. */
        List<Cut<Position>> add(List<CataloguedPackage> members) {
            List<Cut<Position>> cuts = new ArrayList<>();
            for (CataloguedPackage member : members) {
                if (line.selection().has(member.kind(), member.key())) {
                    entries++;
                    cutter.add(Position.of(member.key()), line.stanza(member)).ifPresent(cuts::add);
                }
            }
            return cuts;
        }

        Optional<Cut<Position>> end() {
            return cutter.end();
        }

        IndexLine line() {
            return line;
        }

        long entries() {
            return entries;
        }
    }
}
