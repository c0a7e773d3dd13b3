package io.staithe.queue;

import io.staithe.access.Caller;
import java.util.List;

/**
 * A task to be accepted.
 *
 * @param kind what handles it, such as {@code package.add}
 * @param version the version of the payload's form, from 1
 * @param payload JSON
 * @param title text for people
 * @param caller who asks
 * @param correlation the id that ties log lines together
 * @param changes the lanes that it changes, its home first; at least one
 * @param reads the lanes that it only reads
 * @param listed whether it stays in lists when it is finished
 */
public record NewTask(
        String kind,
        int version,
        String payload,
        String title,
        Caller caller,
        String correlation,
        List<Lane> changes,
        List<Lane> reads,
        boolean listed) {
    /** Copies the lanes, each once: one that it changes is not one that it only reads. */
    public NewTask {
        List<Lane> changed = changes.stream().distinct().toList();
        changes = changed;
        reads = reads.stream()
                .distinct()
                .filter(lane -> !changed.contains(lane))
                .toList();
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("task '" + kind + "' changes no lane");
        }
    }
}
