package io.staithe.queue.lanes;

import static java.util.stream.Collectors.toSet;

import io.staithe.queue.NextClaim;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The claim that goes along with the settlement of a run. Where a run is of one task there is none: less comes than the
 * lane can take, and what comes next finds the lane at rest.
 *
 * @param claim claims from the lane of the run
 */
record ClaimAhead(SerialLane lane, Run run, Mono<List<Task>> claim) implements NextClaim {
    @Override
    public boolean isDueAfter(List<Settlement> settlements) {
        return run.isTogether()
                && settlements.stream().map(Settlement::id).collect(toSet()).containsAll(run.ids());
    }

    @Override
    public void claimed(List<Task> tasks) {
        lane.keep(tasks);
    }
}
