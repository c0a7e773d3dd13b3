package io.staithe.publish.contents;

import io.staithe.archive.contents.ContentsEntry;
import io.staithe.archive.contents.ContentsLine;
import io.staithe.archive.contents.EntrySource;
import io.staithe.archive.contents.SortedEntries;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Sorts what happened to paths, index by index, within a bound of memory: whatever is more goes to disk in sorted runs.
 * Any number of readers once all is added. Blocks. Must be closed, which may come while another thread adds.
 */
final class Sorting implements Closeable {
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int ENTRY_BYTES = 64;

    private final Path directory;
    private final long maxBytes;
    private final Map<ContentsKey, List<ContentsEntry>> pending = new HashMap<>();
    private final Map<ContentsKey, List<EntryFile>> runs = new HashMap<>();
    private long bytes;
    private boolean isClosed;

    /**
     * Sorting with room for so much.
     *
     * @param directory for what has no room in memory; nothing is left there
     * @param maxBytes about how much memory entries may take
     */
    Sorting(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** Adds the paths of packages. */
    synchronized boolean add(Collection<PathList> lists) throws IOException {
        for (PathList list : lists) {
            add(list);
        }
        return true;
    }

    private void add(PathList list) throws IOException {
        if (isClosed) {
            throw new IOException("sorting was given up");
        }
        byte[] location = ContentsLine.location(list.section(), list.name());
        List<ContentsEntry> entries = pending.computeIfAbsent(list.index(), index -> new ArrayList<>());
        try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(list.compressed()), BUFFER_BYTES)) {
            PathLines paths = new PathLines(text);
            for (byte[] path = paths.next(); path.length > 0; path = paths.next()) {
                entries.add(ContentsEntry.of(path, location, list.change()));
                bytes += path.length + location.length + ENTRY_BYTES;
                if (bytes > maxBytes) {
                    spill();
                }
            }
        }
    }

    private void spill() throws IOException {
        for (Map.Entry<ContentsKey, List<ContentsEntry>> index : pending.entrySet()) {
            List<ContentsEntry> entries = index.getValue();
            if (!entries.isEmpty()) {
                Collections.sort(entries);
                runs.computeIfAbsent(index.getKey(), key -> new ArrayList<>())
                        .add(EntryFile.written(entries, directory));
                entries.clear();
            }
        }
        bytes = 0;
    }

    /** Ends adding. */
    synchronized boolean finish() {
        pending.values().forEach(Collections::sort);
        return true;
    }

    /** All entries of some indexes as one source. */
    synchronized EntrySource entries(Collection<ContentsKey> indexes) {
        List<EntrySource> sources = new ArrayList<>();
        for (ContentsKey index : indexes) {
            sources.add(SortedEntries.of(pending.getOrDefault(index, List.of())));
            runs.getOrDefault(index, List.of()).forEach(run -> sources.add(run.entries()));
        }
        return SortedEntries.merged(sources);
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        for (List<EntryFile> files : runs.values()) {
            for (EntryFile file : files) {
                file.close();
            }
        }
    }
}
