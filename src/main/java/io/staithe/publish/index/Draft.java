package io.staithe.publish.index;

import io.staithe.publish.files.KeptShard;
import io.staithe.publish.files.Text;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an index holds at a revision, where some of its texts may not be kept yet: they can be summed while they are
 * compressed.
 *
 * @param entries how many members it tells
 * @param base the list that it was made from; null for none
 */
public record Draft(
        IndexLine line,
        long entries,
        List<Part> parts,
        @Nullable IndexList base) {
    /** Copies the parts. */
    public Draft {
        parts = List.copyOf(parts);
    }

    /** The content of a list. */
    static Draft of(IndexLine line, IndexList list) {
        return new Draft(line, list.entries(), parts(list.parts()), list);
    }

    /** The texts, one after another. */
    public List<Text> texts() {
        return parts.stream().map(Part::text).toList();
    }

    /** The shards that are kept already. */
    public List<KeptShard> kept() {
        return parts.stream()
                .flatMap(part -> part.text().fold(Stream::of, fresh -> Stream.empty()))
                .toList();
    }

    /** Whether it has other parts than the list that it was made from. */
    public boolean isChanged() {
        return base == null || !parts(base.parts()).equals(parts);
    }

    /** The same when its texts are kept. */
    Content kept(List<IndexList.Part> kept) {
        return new Content(line, entries, kept, base != null && base.parts().equals(kept) ? base : null);
    }

    /** Parts that are kept. */
    static List<Part> parts(List<IndexList.Part> kept) {
        return kept.stream().map(Part::of).toList();
    }

    /**
     * A shard.
     *
     * @param mark as in {@link IndexList.Part}
     */
    public record Part(String mark, Text text) {
        /** One that is kept. */
        public static Part of(IndexList.Part kept) {
            return new Part(kept.mark(), kept.kept());
        }
    }
}
