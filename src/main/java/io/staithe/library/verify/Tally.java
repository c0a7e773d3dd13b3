package io.staithe.library.verify;

import io.staithe.library.check.Part;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a check comes to: the value of its task.
 *
 * @param looked how many things were looked at, by the tags of parts in their order
 * @param missing how many things that were promised are not there
 * @param different how many are others
 * @param extra how many are there that nobody needs
 * @param repaired how many of the missing and different ones were repaired
 */
record Tally(Map<String, Long> looked, long missing, long different, long extra, long repaired) {
    /** Nothing was looked at yet. */
    static final Tally NONE = new Tally(Map.of(), 0, 0, 0, 0);

    /** Copies the map, in its order. */
    Tally {
        looked = Collections.unmodifiableMap(new LinkedHashMap<>(looked));
    }

    /** With more things of a part. */
    Tally plus(Part part, long things, List<Finding> findings) {
        Map<String, Long> all = new LinkedHashMap<>(looked);
        all.merge(part.tag(), things, Long::sum);
        return new Tally(
                all,
                missing + count(findings, "missing"),
                different + count(findings, "different"),
                extra + count(findings, "extra"),
                repaired
                        + findings.stream()
                                .filter(found -> found.repair() != null)
                                .count());
    }

    private static long count(List<Finding> findings, String kind) {
        return findings.stream().filter(found -> found.kind().equals(kind)).count();
    }
}
