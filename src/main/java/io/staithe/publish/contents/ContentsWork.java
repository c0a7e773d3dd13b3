package io.staithe.publish.contents;

import io.staithe.catalog.RepositoryId;
import io.staithe.publish.index.Draft;
import io.staithe.publish.index.IndexLine;
import io.staithe.publish.index.IndexList;
import io.staithe.publish.index.IndexList.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Indexes of one component whose lists stand at one revision, so that what changed since is read once for all of them.
 *
 * @param since that revision; 0 where there are no lists
 */
record ContentsWork(RepositoryId repository, long since, long revision, List<Index> indexes) {
    /** The work on all indexes of a component. */
    static Collection<ContentsWork> of(
            RepositoryId repository, long revision, Collection<IndexLine> lines, Map<String, IndexList> found) {
        SortedMap<Long, List<Index>> indexes = new TreeMap<>();
        for (IndexLine line : lines) {
            Index index = new Index(line, found.get(line.text()));
            indexes.computeIfAbsent(index.since(revision), since -> new ArrayList<>())
                    .add(index);
        }
        return indexes.entrySet().stream()
                .map(group -> new ContentsWork(repository, group.getKey(), revision, group.getValue()))
                .toList();
    }

    /** The same for one of its indexes, as if there were no list. */
    ContentsWork fromNothing(Index index) {
        return new ContentsWork(repository, 0, revision, List.of(new Index(index.line(), null)));
    }

    /** Whether the lists stand at the revision already. */
    boolean isDone() {
        return since == revision && indexes.stream().allMatch(index -> index.list() != null);
    }

    /**
     * An index and the list that it is made from.
     *
     * @param list its first part is the header, the others are named by the path of their last line; null for none
     */
    record Index(IndexLine line, @Nullable IndexList list) {
        /** At which revision the list stands. */
        long since(long revision) {
            return list == null ? 0 : list.revisionNear(revision);
        }

        IndexList knownList() {
            return Objects.requireNonNull(list);
        }

        Optional<Part> header() {
            return list == null ? Optional.empty() : list.parts().stream().findFirst();
        }

        /** The parts of the list after the header. */
        List<Part> lines() {
            List<Part> parts = list == null ? List.of() : list.parts();
            return parts.isEmpty() ? parts : parts.subList(1, parts.size());
        }

        /** The path of the last line of each of them. */
        List<byte[]> marks() {
            return lines().stream()
                    .map(part -> part.mark().getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        /** What the index holds with these parts. */
        Draft draft(List<Draft.Part> parts) {
            return new Draft(line, parts.size(), parts, list);
        }
    }
}
