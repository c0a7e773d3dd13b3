package io.staithe.archive.contents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.archive.contents.ContentsEntry.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Packages as sets of paths, the plainest possible renderer of them, and shards kept between merges. */
final class ContentsHouse {
    static final LineCutter.Sizes SMALL = new LineCutter.Sizes(60, 400, 4);

    private ContentsHouse() {}

    /** A package: its location and what it holds. */
    record Holder(int id, String location, SortedSet<String> paths) {}

    /** Shards in their order. */
    record Shards(List<byte[]> lastPaths, List<byte[]> texts) {
        static final Shards NONE = new Shards(List.of(), List.of());

        String text() {
            StringBuilder all = new StringBuilder();
            texts.forEach(text -> all.append(new String(text, UTF_8)));
            return all.toString();
        }

        List<String> strings() {
            return texts.stream().map(text -> new String(text, UTF_8)).toList();
        }
    }

    /** The lines as anyone would write them who has room for all. */
    static String plainly(Collection<Holder> holders) {
        SortedMap<byte[], SortedSet<String>> lines = new TreeMap<>(Arrays::compareUnsigned);
        for (Holder holder : holders) {
            for (String path : holder.paths()) {
                lines.computeIfAbsent(path.getBytes(UTF_8), key -> new TreeSet<>())
                        .add(holder.location());
            }
        }
        StringBuilder text = new StringBuilder();
        lines.forEach((path, locations) -> text.append(new String(path, UTF_8))
                .append(' ')
                .append(String.join(",", locations))
                .append('\n'));
        return text.toString();
    }

    /** The changes that a store tells: what came, what went, and what stayed under a name that went. */
    static List<ContentsEntry> changes(Collection<Holder> before, Collection<Holder> after) {
        List<Holder> went =
                before.stream().filter(holder -> !after.contains(holder)).toList();
        Map<String, Boolean> names = new HashMap<>();
        went.forEach(holder -> names.put(name(holder), true));
        return Stream.of(
                        entries(after.stream().filter(holder -> !before.contains(holder)), Change.CAME),
                        entries(went.stream(), Change.WENT),
                        entries(
                                after.stream()
                                        .filter(before::contains)
                                        .filter(holder -> names.containsKey(name(holder))),
                                Change.STAYED))
                .flatMap(all -> all)
                .toList();
    }

    private static String name(Holder holder) {
        return holder.location().substring(holder.location().lastIndexOf('/') + 1);
    }

    private static Stream<ContentsEntry> entries(Stream<Holder> holders, Change change) {
        return holders.flatMap(holder -> holder.paths().stream()
                .map(path ->
                        ContentsEntry.of(path.getBytes(UTF_8), holder.location().getBytes(UTF_8), change)));
    }

    /** Sorted in several runs, as a sorter with little room leaves them. */
    static EntrySource sorted(List<ContentsEntry> entries, int runs) {
        List<EntrySource> sources = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            int from = entries.size() * run / runs;
            int to = entries.size() * (run + 1) / runs;
            sources.add(
                    SortedEntries.of(entries.subList(from, to).stream().sorted().toList()));
        }
        return SortedEntries.merged(sources);
    }

    /** The shards after a merge; counts in {@code read} how many old ones were looked at. */
    static Shards merged(Shards before, EntrySource changes, LineCutter.Sizes sizes, int[] read) {
        ContentsMerge merge = new ContentsMerge(
                before.lastPaths(),
                shard -> {
                    read[0]++;
                    return before.texts().get(shard);
                },
                new NetChanges(changes),
                sizes);
        List<byte[]> lastPaths = new ArrayList<>();
        List<byte[]> texts = new ArrayList<>();
        try {
            for (Optional<Piece> piece = merge.next(); piece.isPresent(); piece = merge.next()) {
                lastPaths.add(piece.get().fold(before.lastPaths()::get, Piece.Fresh::lastPath));
                texts.add(piece.get().fold(before.texts()::get, Piece.Fresh::text));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Shards(lastPaths, texts);
    }
}
