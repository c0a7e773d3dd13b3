package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.postgres.PgRequestKeys;
import io.staithe.queue.KeyedAcceptance;
import io.staithe.queue.QueueFault;
import io.staithe.queue.RequestKey;
import io.staithe.queue.RequestKeys;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A call that bears a key is accepted once, whatever comes in between. */
final class KeyedAcceptanceIT {
    private static final RequestKey KEY = new RequestKey("ci", "release-1", "ab".repeat(32));

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final QueueNode node = QueueNode.closed(
            "one", testDatabase.connections(), QueueNode.limits(LaneLimits.Order.LANES), Marking.of("mark", 10));
    private final RequestKeys keys = new PgRequestKeys(node.database);
    private final KeyedAcceptance acceptance = new KeyedAcceptance(node.atomically, keys, node.store);

    @BeforeEach
    void makeTable() {
        node.database.sql(Marking.TABLE).then().block(TIMEOUT);
    }

    @AfterEach
    void stop() {
        node.stop();
        testDatabase.connections().dispose();
    }

    @Test
    void ofManyAtOnceOneIsAccepted() {
        List<TaskId> accepted = Objects.requireNonNull(Flux.range(0, 16)
                .flatMap(call -> accept(KEY))
                .map(Task::id)
                .distinct()
                .collectList()
                .block(TIMEOUT));
        assertThat(accepted).hasSize(1);
        assertThat(node.store.list().count().block(TIMEOUT)).isOne();
    }

    @Test
    void anAcceptanceThatWasRolledBackLeavesTheKeyFree() {
        Mono<Task> broken = acceptance
                .transact(acceptance
                        .accept(task("mark", "lane"))
                        .then(Mono.<Task>error(new Refused(QueueFault.UNKNOWN_TASK, "no"))))
                .contextWrite(KEY::in);
        StepVerifier.create(broken).expectError(Refused.class).verify(TIMEOUT);
        StepVerifier.create(keys.find(KEY)).expectComplete().verify(TIMEOUT);
        Task first = Objects.requireNonNull(accept(KEY).block(TIMEOUT));
        assertThat(Objects.requireNonNull(accept(KEY).block(TIMEOUT)).id()).isEqualTo(first.id());
        StepVerifier.create(acceptance
                        .once(Mono.error(new AssertionError("not looked at")))
                        .contextWrite(KEY::in))
                .expectNextMatches(again -> again.id().equals(first.id()))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void keysBelongToTheirCallersAndCalls() {
        Task first = Objects.requireNonNull(accept(KEY).block(TIMEOUT));
        RequestKey ofAnother = new RequestKey("somebody", KEY.key(), KEY.fingerprint());
        assertThat(Objects.requireNonNull(accept(ofAnother).block(TIMEOUT)).id())
                .isNotEqualTo(first.id());
        RequestKey otherCall = new RequestKey(KEY.caller(), KEY.key(), "cd".repeat(32));
        StepVerifier.create(accept(otherCall))
                .expectErrorMatches(
                        failure -> failure instanceof Fault fault && fault.code() == QueueFault.REQUEST_KEY_REUSED)
                .verify(TIMEOUT);
        Mono<Task> follower = acceptance
                .accept(task("mark", "lane"))
                .contextWrite(RequestKey::out)
                .contextWrite(KEY::in);
        assertThat(Objects.requireNonNull(follower.block(TIMEOUT)).id()).isNotEqualTo(first.id());
    }

    @Test
    void aKeyKeepsItsTaskForADayAndGoesWithIt() {
        node.open();
        Task first = Objects.requireNonNull(accept(KEY).block(TIMEOUT));
        node.tasks.await(first.id()).block(TIMEOUT);
        assertThat(sweep()).isZero();
        assertThat(keys.find(KEY).block(TIMEOUT)).isEqualTo(first.id());
        node.database
                .sql("UPDATE request_key SET used_at = now() - interval '25 hours'")
                .then()
                .block(TIMEOUT);
        assertThat(sweep()).isOne();
        StepVerifier.create(keys.find(KEY)).expectComplete().verify(TIMEOUT);
    }

    private Mono<Task> accept(RequestKey key) {
        return acceptance.accept(task("mark", "lane")).contextWrite(key::in);
    }

    private long sweep() {
        return Objects.requireNonNull(
                node.store.sweep(Duration.ZERO, 1_000_000, 10).block(TIMEOUT));
    }
}
