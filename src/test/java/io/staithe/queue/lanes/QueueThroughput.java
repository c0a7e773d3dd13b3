package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.task;

import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Measures, by hand, how many tasks that do nothing pass through the queue in a second.
 *
 * <p>Arguments: submitters, lanes, batch, tasks. Each submitter waits for its task before it submits the next.
 */
final class QueueThroughput {
    private static final Logger LOG = LoggerFactory.getLogger(QueueThroughput.class);

    private QueueThroughput() {}

    public static void main(String[] arguments) {
        int submitters = Integer.parseInt(arguments[0]);
        int lanes = Integer.parseInt(arguments[1]);
        int batch = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        QueueNode node = QueueNode.closed(
                        "one",
                        TestDatabase.fresh().connections(),
                        new LaneLimits(LaneLimits.Order.LANES, 32, 20_000, Duration.ofSeconds(1), QueueNode.LAPSE),
                        (database, atomically) -> new Nothing(atomically, batch))
                .open();
        run(node, submitters, lanes, count / 4);
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            run(node, submitters, lanes, count);
            double seconds = (System.nanoTime() - begun) / 1e9;
            LOG.warn(
                    "event=throughput.measured tasks={} seconds={} tasks_per_second={}",
                    count,
                    seconds,
                    Math.round(count / seconds));
        }
        node.stop();
        System.exit(0);
    }

    private static void run(QueueNode node, int submitters, int lanes, int count) {
        Flux.range(0, submitters)
                .flatMap(
                        submitter -> Flux.range(0, count / submitters)
                                .concatMap(n -> node.tasks
                                        .submit(task("nothing", "lane/" + submitter % lanes))
                                        .flatMap(task -> node.tasks.await(task.id()))),
                        submitters)
                .blockLast(Duration.ofMinutes(5));
    }

    private record Nothing(Atomically atomically, int batch) implements TaskHandler {
        @Override
        public String kind() {
            return "nothing";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Mono<Void> perform(List<Task> tasks) {
            List<Settlement> settlements = tasks.stream()
                    .map(task -> Settlement.succeeded(task, null, ""))
                    .toList();
            return atomically.settle(Mono.just(settlements)).then();
        }
    }
}
