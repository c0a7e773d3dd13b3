package io.staithe.archive.contents;

import io.staithe.archive.contents.ContentsEntry.Change;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What many changes of packages amount to, in order: {@code CAME} for a location that may be new to a path,
 * {@code WENT} for one that no package has any more. What came may have been there already, by a package that nobody
 * asked about.
 */
public final class NetChanges implements EntrySource {
    private final EntrySource changes;
    private boolean begun;
    private boolean hasNext;
    private @Nullable ContentsEntry present;

    /** The net of sorted changes, which are not read yet. */
    public NetChanges(EntrySource changes) {
        this.changes = changes;
    }

    @Override
    public boolean next() throws IOException {
        if (!begun) {
            begun = true;
            hasNext = changes.next();
        }
        while (hasNext) {
            ContentsEntry first = changes.entry();
            Optional<Change> net = net(together(first));
            if (net.isPresent()) {
                present = ContentsEntry.ofKey(first.key(), first.pathLength(), net.get());
                return true;
            }
        }
        return false;
    }

    @Override
    public ContentsEntry entry() {
        return Objects.requireNonNull(present, "there is no entry");
    }

    private Set<Change> together(ContentsEntry first) throws IOException {
        Set<Change> changed = EnumSet.noneOf(Change.class);
        do {
            changed.add(changes.entry().change());
            hasNext = changes.next();
        } while (hasNext && changes.entry().isAbout(first));
        return changed;
    }

    /** What went or stayed was there; what came or stayed is there. */
    private static Optional<Change> net(Set<Change> changed) {
        if (changed.size() > 1 || changed.contains(Change.STAYED)) {
            return Optional.empty();
        }
        return changed.stream().findFirst();
    }
}
