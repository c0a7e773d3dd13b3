package io.staithe.postgres;

import io.staithe.publish.index.IndexList.Part;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of the lists that were used last, as many as have room. Safe for use by several threads. */
final class RecentParts {
    /** About half a kilobyte each. */
    static final int ROOM = 20_000;

    private final Map<Long, List<Part>> lists = new LinkedHashMap<>(16, 0.75f, true);
    private int held;

    /** Empty where they are not remembered. */
    synchronized Optional<List<Part>> of(long list) {
        return Optional.ofNullable(lists.get(list));
    }

    /** Remembers parts, and forgets those that were not used longest; parts that have no room are not remembered. */
    synchronized void remember(long list, List<Part> parts) {
        if (parts.size() > ROOM || lists.putIfAbsent(list, parts) != null) {
            return;
        }
        held += parts.size();
        Iterator<List<Part>> oldest = lists.values().iterator();
        while (held > ROOM) {
            held -= oldest.next().size();
            oldest.remove();
        }
    }
}
