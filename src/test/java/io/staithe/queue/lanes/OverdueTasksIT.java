package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static io.staithe.queue.lanes.QueueNode.titled;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Category;
import io.staithe.fault.Exhausted;
import io.staithe.postgres.SqlFault;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Work that takes longer than it may holds its lane for some tries, and no longer. */
final class OverdueTasksIT {
    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final Queue<Integer> tries = Marking.sizes();
    private final QueueNode node = QueueNode.closed(
            "one",
            testDatabase.connections(),
            QueueNode.limits(LaneLimits.Order.LANES),
            Marking.of("mark", 10, this::endless));

    @BeforeEach
    void makeTable() {
        DatabaseClient.create(testDatabase.connections())
                .sql(Marking.TABLE)
                .then()
                .block(TIMEOUT);
    }

    @AfterEach
    void stop() {
        node.stop();
        testDatabase.connections().dispose();
    }

    @Test
    void aTaskThatTimesOutAgainAndAgainFailsAndLetsTheNextOnesPass() {
        Task endless = submitted("endless");
        Task behind = submitted("quick");
        node.open();
        assertThat(awaited(endless).outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("statement-timed-out");
            assertThat(failed.category()).isEqualTo(Category.TIMED_OUT);
            assertThat(failed.message()).isEqualTo("a statement took too long, in each of 5 tries");
        });
        assertThat(awaited(behind).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(tries).as("the batch, then one by one").containsExactly(2, 1, 1, 1, 1, 1, 1);
    }

    private Mono<Void> endless(List<Task> tasks) {
        tries.add(tasks.size());
        return tasks.stream().anyMatch(task -> task.title().equals("endless"))
                ? Mono.error(
                        new Exhausted(SqlFault.STATEMENT_TIMED_OUT, "a statement took too long", Duration.ofSeconds(1)))
                : Mono.empty();
    }

    private Task submitted(String title) {
        return node.submitted(titled(title, task("mark", "repository/1")));
    }

    private Task awaited(Task task) {
        return node.tasks.await(task.id()).blockOptional(TIMEOUT).orElseThrow();
    }
}
