package io.staithe.archive.contents;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Sources of entries as one, in order; entries that several sources have come as often. For one thread. */
public final class SortedEntries implements EntrySource {
    private final Collection<EntrySource> unread;
    private final PriorityQueue<EntrySource> waiting = new PriorityQueue<>(Comparator.comparing(EntrySource::entry));
    private @Nullable EntrySource present;

    private SortedEntries(Collection<? extends EntrySource> sources) {
        this.unread = new ArrayList<>(sources);
    }

    /** Sorted entries in memory. */
    public static EntrySource of(List<ContentsEntry> sorted) {
        return new Listed(sorted);
    }

    /** Merges sources, each in order and not read yet. */
    public static EntrySource merged(Collection<? extends EntrySource> sources) {
        return new SortedEntries(sources);
    }

    @Override
    public boolean next() throws IOException {
        for (EntrySource source : unread) {
            enqueue(source);
        }
        unread.clear();
        if (present != null) {
            enqueue(present);
        }
        present = waiting.poll();
        return present != null;
    }

    @Override
    public ContentsEntry entry() {
        return Objects.requireNonNull(present, "there is no entry").entry();
    }

    private void enqueue(EntrySource source) throws IOException {
        if (source.next()) {
            waiting.add(source);
        }
    }

    private static final class Listed implements EntrySource {
        private final List<ContentsEntry> entries;
        private int position = -1;

        Listed(List<ContentsEntry> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() {
            position++;
            return position < entries.size();
        }

        @Override
        public ContentsEntry entry() {
            return entries.get(position);
        }
    }
}
