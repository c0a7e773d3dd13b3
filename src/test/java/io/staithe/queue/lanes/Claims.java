package io.staithe.queue.lanes;

import io.staithe.queue.Claimant;
import io.staithe.queue.Claimant.Skill;
import io.staithe.queue.Instance;
import java.util.stream.Stream;

/** Claimants for tests. */
final class Claims {
    private static final int BATCH = 10;

    private Claims() {}

    static Claimant of(Instance instance, String... kinds) {
        return new Claimant(
                instance,
                QueueNode.LAPSE,
                Stream.of(kinds).map(kind -> new Skill(kind, 1, BATCH)).toList());
    }
}
