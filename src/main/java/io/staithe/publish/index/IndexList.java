package io.staithe.publish.index;

import io.staithe.archive.Compression;
import io.staithe.archive.Sums;
import io.staithe.catalog.range.Position;
import io.staithe.publish.files.KeptShard;
import java.util.List;
import java.util.Map;

/**
 * An index as the list of its shards.
 *
 * @param id its row
 * @param firstRevision a revision at which its repository had exactly this content
 * @param lastRevision another, or the same
 * @param entries how many members it tells
 * @param sums of its forms, as far as they are known
 */
public record IndexList(
        long id,
        String line,
        long firstRevision,
        long lastRevision,
        long entries,
        List<Part> parts,
        Map<Compression, Sums> sums) {
    /** Copies parts and sums. */
    public IndexList {
        parts = List.copyOf(parts);
        sums = Map.copyOf(sums);
    }

    /** The nearer of the two revisions. */
    public long revisionNear(long revision) {
        return Math.abs(revision - firstRevision) < Math.abs(revision - lastRevision) ? firstRevision : lastRevision;
    }

    /** The same as it was made. */
    public IndexList withId(long made) {
        return new IndexList(made, line, firstRevision, lastRevision, entries, parts, sums);
    }

    /** The same with its parts. */
    public IndexList withParts(List<Part> read) {
        return new IndexList(id, line, firstRevision, lastRevision, entries, read, sums);
    }

    /**
     * A shard.
     *
     * @param mark where it stands in the index: of one of stanzas the position of the first, of Contents the last path
     */
    public record Part(String mark, KeptShard kept) {
        /** A shard of stanzas. */
        static Part from(Position first, KeptShard kept) {
            return new Part(first.toString(), kept);
        }

        /** Where the first of its members stands. */
        Position first() {
            return Position.parse(mark);
        }
    }
}
