package io.staithe.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.events.EventStore;
import io.staithe.events.Filter;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.events.webhook.WebhookStore.DeadLetter;
import io.staithe.events.webhook.WebhookStore.Owned;
import io.staithe.events.webhook.WebhookStore.Standing;
import io.staithe.observe.Meters;
import io.staithe.postgres.PgEventStore;
import io.staithe.postgres.PgWebhookStore;
import io.staithe.testkit.TestDatabase;
import io.staithe.web.webhook.HttpSender;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;

/**
 * Deliveries over loopback from a real database: in order, signed, again after failures, by whichever instance lives.
 */
final class DeliveriesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LEASE = Duration.ofMillis(300);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Caller CALLER = Caller.open();
    private static final Secret SECRET = new Secret("correct-horse-battery");

    private final TestDatabase database = TestDatabase.fresh();
    private final DatabaseClient client = DatabaseClient.create(database.connections());
    private final EventStore events = new PgEventStore(client);
    private final WebhookStore store = new PgWebhookStore(client);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConnectionProvider connections = ConnectionProvider.create("test", 8);
    private final Receiver receiver = new Receiver();
    private final Deliveries deliveries = deliveries(DAY);

    private Deliveries deliveries(Duration giveUpAfter) {
        return deliveries(giveUpAfter, new HttpSender(connections, Duration.ofSeconds(5), HttpSender.Reach.ANY));
    }

    private Deliveries deliveries(Duration giveUpAfter, WebhookSender sender) {
        var limits = new Deliveries.Limits(4, LEASE, PAUSE, PAUSE, giveUpAfter, DAY, 100_000);
        return new Deliveries(store, events, new Post(sender, Clock.systemUTC(), ""), limits, meters);
    }

    @AfterEach
    void stop() {
        receiver.close();
        connections.dispose();
        database.connections().dispose();
    }

    @Test
    void eventsComeInOrderAndSigned() throws GeneralSecurityException {
        given(1);
        webhook(Filter.ALL);
        given(3);
        await(deliveries, () -> count("taken") == 3);
        assertThat(receiver.ids()).containsExactly("2", "3", "4");
        Receiver.Sent first = receiver.sent().get(0);
        assertThat(first.body())
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"2\"")
                .endsWith("\"data\":{\"n\":1}}");
        assertThat(first.headers().get("Content-Type")).isEqualTo("application/cloudevents+json");
        assertThat(first.headers().get("Staithe-Attempt")).isEqualTo("1");
        String signature = first.headers().get("Staithe-Signature");
        String time = signature.substring("t=".length(), signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] code = mac.doFinal((time + "." + first.body()).getBytes(StandardCharsets.UTF_8));
        assertThat(signature).endsWith(",v1=" + HexFormat.of().formatHex(code));
    }

    @Test
    void aReceiverThatFailsIsToldAgainAndNothingOvertakes() {
        receiver.answering(request -> request < 2 ? 500 : 200);
        long id = webhook(Filter.ALL);
        given(2);
        awaitSent(deliveries, "1", "1", "1", "2");
        assertThat(receiver.sent())
                .extracting(sent -> sent.headers().get("Staithe-Attempt"))
                .containsExactly("1", "2", "3", "1");
        Webhook after = find(id);
        assertThat(after.failures()).isZero();
        assertThat(after.lastFailure()).isNull();
        assertThat(after.position()).isEqualTo(2);
    }

    @Test
    void aRedirectIsAFailureAndIsNotFollowed() {
        receiver.answering(request -> request == 0 ? 302 : 200);
        webhook(Filter.ALL);
        given(1);
        awaitSent(deliveries, "1", "1");
    }

    @Test
    void whatIsTooOldBecomesADeadLetterAndCanBeDeliveredAgain() {
        receiver.answering(request -> 500);
        long id = webhook(new Filter(Set.of("package.added"), Set.of()));
        given(2);
        Deliveries impatient = deliveries(Duration.ZERO);
        await(impatient, () -> dead(id).size() == 2);
        assertThat(find(id).position()).isEqualTo(2);
        assertThat(dead(id)).extracting(DeadLetter::reason).containsOnly("answered 500");
        assertThat(count("dead")).isEqualTo(2);
        receiver.answering(request -> 200);
        assertThat(store.want(id, 2L, 9).block(TIMEOUT)).isOne();
        await(impatient, () -> dead(id).size() == 1);
        assertThat(store.want(id, null, 9).block(TIMEOUT)).isOne();
        await(impatient, () -> dead(id).isEmpty());
        assertThat(receiver.ids()).containsExactly("1", "2", "1");
    }

    @Test
    void aDeadLetterThatIsRefusedAgainStaysUntilItIsWanted() {
        receiver.answering(request -> 500);
        long id = webhook(Filter.ALL);
        given(2);
        Deliveries impatient = deliveries(Duration.ZERO);
        await(impatient, () -> dead(id).size() == 2);
        receiver.answering(request -> 418);
        store.want(id, null, 9).block(TIMEOUT);
        await(impatient, () -> dead(id).stream().noneMatch(DeadLetter::wanted));
        assertThat(dead(id)).extracting(DeadLetter::reason).containsExactly("answered 418", "answered 500");
        assertThat(store.sweep(Duration.ZERO, 9, 9).block(TIMEOUT)).isEqualTo(2);
    }

    @Test
    void whoHadNoTurnForLongestIsNext() {
        List<Long> ids = List.of(webhook(Filter.ALL), webhook(Filter.ALL), webhook(Filter.ALL));
        given(1);
        List<Long> turns = IntStream.range(0, 6)
                .mapToObj(turn -> Objects.requireNonNull(store.claim(1, DAY).blockFirst(TIMEOUT)))
                .peek(owned -> store.passed(owned, 0, Duration.ZERO).block(TIMEOUT))
                .map(Owned::id)
                .toList();
        assertThat(turns.subList(0, 3)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(turns.subList(3, 6)).isEqualTo(turns.subList(0, 3));
    }

    @Test
    void aSlowReceiverGivesOthersTheirTurn() {
        long id = webhook(Filter.ALL);
        given(20);
        Deliveries slow =
                deliveries(DAY, letter -> Mono.delay(LEASE.dividedBy(3)).thenReturn(new Reply(200, "late")));
        slow.beat().block(TIMEOUT);
        Awaitility.await()
                .atMost(TIMEOUT)
                .pollInterval(PAUSE)
                .until(() -> store.claim(1, LEASE).hasElements().block(TIMEOUT));
        assertThat(find(id).position()).isBetween(1L, 4L);
    }

    @Test
    void oneFailureGivesUpAllThatIsTooOld() {
        receiver.answering(request -> 500);
        long id = webhook(Filter.ALL);
        given(2500);
        Deliveries impatient = deliveries(Duration.ZERO);
        await(impatient, () -> find(id).position() == 2500);
        assertThat(receiver.sent()).hasSize(1);
        assertThat(find(id).failures()).isOne();
        assertThat(find(id).deadLetters()).isEqualTo(2500);
        assertThat(store.sweep(DAY, 2000, 300).block(TIMEOUT)).isEqualTo(300);
        assertThat(store.sweep(DAY, 2000, 300).block(TIMEOUT)).isEqualTo(200);
        assertThat(find(id).lost()).isEqualTo(500);
        assertThat(dead(id).get(0).event().number()).isEqualTo(501);
    }

    @Test
    void whoIsNoLongerTheOwnerSendsNoFurtherLetter() {
        receiver.answering(request -> 500);
        long id = webhook(Filter.ALL);
        given(2);
        await(deliveries(Duration.ZERO), () -> dead(id).size() == 2);
        given(1);
        store.want(id, null, 9).block(TIMEOUT);
        AtomicInteger letters = new AtomicInteger();
        Deliveries losing = deliveries(
                DAY,
                letter -> store.edit(id, new Webhook.Edit(null, null, null, false))
                        .doOnNext(edited -> letters.incrementAndGet())
                        .thenReturn(new Reply(200, "between the letter and its answer")));
        await(losing, () -> letters.get() > 0);
        losing.close(TIMEOUT).block(TIMEOUT);
        assertThat(letters).hasValue(1);
        assertThat(dead(id)).hasSize(2);
    }

    @Test
    void aWebhookThatWantsNothingRests() {
        long id = webhook(new Filter(Set.of("task.failed"), Set.of()));
        given(1);
        await(deliveries, () -> find(id).position() == 1);
        assertThat(find(id).dueAt()).isAfter(find(id).createdAt().plusSeconds(1));
    }

    @Test
    void anotherInstanceGoesOnWhereAnOwnerDied() {
        webhook(Filter.ALL);
        given(2);
        Owned dying = Objects.requireNonNull(store.claim(1, LEASE).blockFirst(TIMEOUT));
        assertThat(store.claim(1, LEASE).collectList().block(TIMEOUT)).isEmpty();
        awaitSent(deliveries, "1", "2");
        assertThat(store.taken(dying, 1, LEASE).blockOptional(TIMEOUT)).isEmpty();
        await(deliveries, () -> find(dying.id()).position() == 2);
    }

    @Test
    void instancesThatShareTheWorkDeliverEachEventOnce() {
        webhook(Filter.ALL);
        given(40);
        Deliveries other = deliveries(DAY);
        Mono<Void> both = Mono.when(deliveries.beat(), other.beat());
        Awaitility.await().atMost(TIMEOUT).pollInterval(PAUSE).until(() -> {
            both.block(TIMEOUT);
            return receiver.sent().size() >= 40;
        });
        assertThat(receiver.ids())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 40).mapToObj(Integer::toString).toList());
    }

    @Test
    void anEditTakesTheWebhookFromItsOwner() {
        long id = webhook(Filter.ALL);
        given(1);
        Owned before = Objects.requireNonNull(store.claim(1, DAY).blockFirst(TIMEOUT));
        store.edit(id, new Webhook.Edit(null, null, null, false)).block(TIMEOUT);
        assertThat(store.taken(before, 1, LEASE).blockOptional(TIMEOUT)).isEmpty();
        assertThat(store.claim(1, LEASE).collectList().block(TIMEOUT)).isEmpty();
        store.edit(id, new Webhook.Edit(null, null, null, true)).block(TIMEOUT);
        awaitSent(deliveries, "1");
    }

    @Test
    void theSweepWaitsForWebhooksThatAreBehind() {
        long id = webhook(new Filter(Set.of("task.failed"), Set.of()));
        given(2);
        assertThat(events.sweep(DAY, 1, 100).block(TIMEOUT)).isZero();
        Standing standing = Objects.requireNonNull(store.standing().block(TIMEOUT));
        assertThat(standing.oldest()).isZero();
        await(deliveries, () -> find(id).position() == 2);
        assertThat(receiver.sent()).isEmpty();
        assertThat(events.sweep(Duration.ZERO, 1, 100).block(TIMEOUT)).isPositive();
    }

    @Test
    void theSweepDoesNotWaitForEverAndCountsWhatIsLost() {
        long id = webhook(Filter.ALL);
        long other = webhook(new Filter(Set.of("task.failed"), Set.of()));
        given(4);
        assertThat(events.sweep(DAY, 1, 100).block(TIMEOUT)).isEqualTo(2);
        assertThat(find(id).lost()).isEqualTo(2);
        assertThat(find(other).lost()).isZero();
        awaitSent(deliveries, "3", "4");
    }

    @Test
    void aStopWaitsForTheAnswerAndLetsGo() {
        receiver.answering(request -> 0);
        webhook(Filter.ALL);
        given(1);
        awaitSent(deliveries, "1");
        deliveries.close(PAUSE).block(TIMEOUT);
        given(1);
        deliveries.beat().block(TIMEOUT);
        assertThat(receiver.ids()).containsExactly("1");
    }

    private long webhook(Filter filter) {
        var draft = new Webhook.Draft(receiver.url(), SECRET, filter, true, null);
        return Objects.requireNonNull(store.create(CALLER, draft, 9).block(TIMEOUT))
                .id();
    }

    private Webhook find(long id) {
        return Objects.requireNonNull(store.find(id).block(TIMEOUT));
    }

    private List<DeadLetter> dead(long id) {
        return Objects.requireNonNull(
                store.deadLetters(id, 0, 100).collectList().block(TIMEOUT));
    }

    private double count(String outcome) {
        return Meters.DELIVERIES.counter(meters, "outcome", outcome).count();
    }

    private void given(int count) {
        try {
            database.update("INSERT INTO outbox (kind, subject, payload) SELECT 'package.added', 'repository/main',"
                    + " row_to_json(r) FROM (SELECT n FROM generate_series(1, " + count + ") AS n) AS r");
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        events.number(10_000).block(TIMEOUT);
    }

    private void awaitSent(Deliveries working, String... ids) {
        await(working, () -> receiver.sent().size() >= ids.length);
        assertThat(receiver.ids()).containsExactly(ids);
    }

    private static void await(Deliveries working, Callable<Boolean> done) {
        Awaitility.await().atMost(TIMEOUT).pollInterval(PAUSE).until(() -> {
            working.beat().block(TIMEOUT);
            return done.call();
        });
    }
}
