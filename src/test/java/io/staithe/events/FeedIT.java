package io.staithe.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.events.Feed.Told;
import io.staithe.fault.Fault;
import io.staithe.observe.Meters;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgEventStore;
import io.staithe.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The feed on a real database: nothing is skipped, whatever commits when; readers take their time, or go. */
final class FeedIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Caller CALLER = Caller.open();

    private final TestDatabase database = TestDatabase.fresh();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EventStore store = new PgEventStore(DatabaseClient.create(database.connections()));
    private final Feed feed = feed(LONG);

    private Feed feed(Duration heartbeat) {
        return feed(heartbeat, LONG);
    }

    private Feed feed(Duration heartbeat, Duration longest) {
        return new Feed(store, new Feed.Limits(3, 2, longest, heartbeat, Duration.ofDays(7), 1_000_000), meters);
    }

    @AfterEach
    void stop() {
        database.connections().dispose();
    }

    @Test
    void whatCommitsLateIsReadLate() throws SQLException {
        try (Connection slow = database.connect();
                Connection fast = database.connect()) {
            slow.setAutoCommit(false);
            write(slow, "package.added", "repository/slow");
            write(fast, "package.added", "repository/fast");
            beat(feed);
            StepVerifier.create(following(feed, 0L, Filter.ALL).map(FeedIT::subject))
                    .expectNext("repository/fast")
                    .then(() -> commit(slow))
                    .then(() -> beat(feed))
                    .expectNext("repository/slow")
                    .thenCancel()
                    .verify(TIMEOUT);
        }
    }

    /** Else a number could be seen before a smaller one, whose transaction is slow. */
    @Test
    void whoeverNumbersIsAlone() throws SQLException {
        TransactionalOperator transactions =
                Connections.readCommitted(Connections.transactions(database.connections()));
        CompletableFuture<Void> numbered = new CompletableFuture<>();
        CompletableFuture<Void> commit = new CompletableFuture<>();
        try (Connection connection = database.connect()) {
            write(connection, "package.added", "repository/one");
            var slow = transactions
                    .transactional(store.number(9)
                            .doOnNext(counts -> numbered.complete(null))
                            .delayUntil(counts -> Mono.fromFuture(commit)))
                    .toFuture();
            numbered.join();
            write(connection, "package.added", "repository/two");
            assertThat(store.number(9).block(TIMEOUT)).isEmpty();
            commit.complete(null);
            assertThat(slow.join()).containsEntry("package.added", 1L);
        }
        beat(feed);
        StepVerifier.create(following(feed, 0L, Filter.ALL).map(FeedIT::subject).take(2))
                .expectNext("repository/one", "repository/two")
                .expectComplete()
                .verify(TIMEOUT);
    }

    /** Four writers that commit out of order, two instances that number, and a reader who polls all the while. */
    @Test
    void aReaderMissesNothingWhileWritersAndInstancesRace() {
        int writers = 4;
        int each = 40;
        var written = IntStream.range(0, writers)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> writeAll(writer, each)))
                .toList();
        EventStore other = new PgEventStore(DatabaseClient.create(database.connections()));
        List<Event> read = Collections.synchronizedList(new ArrayList<>());
        long[] seen = {0};
        Flux.defer(() -> Flux.merge(store.number(7), other.number(5)))
                .then(Mono.defer(() -> store.page(seen[0], Filter.ALL, 11)))
                .doOnNext(page -> {
                    read.addAll(page.events());
                    seen[0] = page.end();
                })
                .repeat()
                .takeUntil(page -> read.size() >= writers * each)
                .blockLast(TIMEOUT);
        written.forEach(CompletableFuture::join);
        assertThat(read).hasSize(writers * each).doesNotHaveDuplicates();
        assertThat(read).isSortedAccordingTo((one, two) -> Long.compare(one.number(), two.number()));
        for (int writer = 0; writer < writers; writer++) {
            String subject = "repository/" + writer;
            assertThat(read.stream().filter(event -> event.subject().equals(subject)))
                    .extracting(Event::data)
                    .containsExactlyElementsOf(IntStream.range(0, each)
                            .mapToObj(turn -> "{\"turn\": " + turn + "}")
                            .toList());
        }
    }

    private void writeAll(int writer, int count) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            for (int turn = 0; turn < count; turn++) {
                write(connection, "package.added", "repository/" + writer, "{\"turn\": " + turn + "}");
                connection.commit();
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void whoFollowsFromNowOnHasOnlyWhatComes() throws SQLException {
        given("package.added", "repository/before");
        StepVerifier.create(following(feed, null, Filter.ALL).map(FeedIT::subject))
                .then(() -> given("package.added", "repository/after"))
                .expectNext("repository/after")
                .thenCancel()
                .verify(TIMEOUT);
        assertThat(streams()).isZero();
    }

    @Test
    void aFilterPassesTypesAndSubjectsInMemoryAndInTheDatabase() {
        Filter filter = new Filter(Set.of("package.added"), Set.of("repository/main"));
        Runnable some = () -> {
            given("package.removed", "repository/main");
            given("package.added", "repository/other");
            given("package.added", "repository/main");
        };
        some.run();
        StepVerifier.create(following(feed, 0L, filter)
                        .map(told -> Objects.requireNonNull(told.event()).number()))
                .expectNext(3L)
                .then(some::run)
                .expectNext(6L)
                .then(some::run)
                .expectNext(9L)
                .thenCancel()
                .verify(TIMEOUT);
    }

    @Test
    void aSlowReaderIsSentNoMoreThanItAsksForAndThenAll() throws SQLException {
        database.update("INSERT INTO outbox (kind, subject, payload)"
                + " SELECT 'package.added', 'repository/' || n, '{}' FROM generate_series(1, 1500) AS n");
        beat(feed);
        StepVerifier.create(following(feed, 0L, Filter.ALL).map(Told::number), 1)
                .expectNext(1L)
                .then(() -> assertThat(
                                meters.counter(Meters.EVENTS_STREAMED.id()).count())
                        .isLessThan(600))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(1499)
                .then(() -> beat(feed))
                .thenCancel()
                .verify(TIMEOUT);
    }

    @Test
    void twoReadersAtTheHeadShareOneLook() {
        StepVerifier.create(Flux.merge(following(feed, null, Filter.ALL), following(feed, null, Filter.ALL))
                        .map(FeedIT::subject))
                .then(() -> beat(feed))
                .then(() -> given("package.added", "repository/one"))
                .expectNext("repository/one", "repository/one")
                .then(() -> given("package.added", "repository/two"))
                .expectNext("repository/two", "repository/two")
                .thenCancel()
                .verify(TIMEOUT);
    }

    @Test
    void whatOneInstanceNumbersTheReadersOfAnotherHave() {
        Feed other = feed(LONG);
        StepVerifier.create(following(other, null, Filter.ALL).map(FeedIT::subject))
                .then(() -> beat(other))
                .then(() -> given("package.added", "repository/one"))
                .then(() -> beat(other))
                .expectNext("repository/one")
                .thenCancel()
                .verify(TIMEOUT);
    }

    @Test
    void silenceIsBrokenByWhereToGoOn() {
        given("package.removed", "repository/main");
        Filter rare = new Filter(Set.of("task.failed"), Set.of());
        StepVerifier.create(feed(Duration.ofMillis(20)).follow(CALLER, 0L, rare).flatMapMany(told -> told))
                .expectNext(new Told(0, null), new Told(1, null), new Told(1, null))
                .thenCancel()
                .verify(TIMEOUT);
        assertThat(streams()).isZero();
    }

    /** Else proxies cut off who wants little, and he falls behind what is kept. */
    @Test
    void silenceIsBrokenWhileOthersAreTold() {
        Feed heard = feed(Duration.ofMillis(200));
        Filter rare = new Filter(Set.of("task.failed"), Set.of());
        List<Told> told = new CopyOnWriteArrayList<>();
        var stream = heard.follow(CALLER, null, rare).flatMapMany(all -> all).subscribe(told::add);
        Awaitility.await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(1)).until(() -> {
            given("package.added", "repository/main");
            beat(heard);
            return told.size() >= 3;
        });
        stream.dispose();
        assertThat(told).isSortedAccordingTo(Comparator.comparingLong(Told::number));
        assertThat(told.get(2).number()).isPositive();
    }

    @Test
    void whoTakesNothingIsCutOff() {
        StepVerifier.create(all(feed(Duration.ofMillis(5)), CALLER), 1)
                .expectNext(new Told(0, null))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(streams()).isZero();
    }

    @Test
    void whatWasForgottenIsGone() {
        given("package.added", "repository/one");
        given("package.added", "repository/two");
        assertThat(store.sweep(Duration.ofDays(1), 1, 100).block(TIMEOUT)).isEqualTo(1);
        refused(0L);
        refused(3L);
        StepVerifier.create(following(feed, 1L, Filter.ALL).map(FeedIT::subject))
                .expectNext("repository/two")
                .then(() -> assertThat(store.sweep(Duration.ZERO, 1, 100).block(TIMEOUT))
                        .isEqualTo(1))
                .then(() -> given("package.added", "repository/three"))
                .expectNext("repository/three")
                .thenCancel()
                .verify(TIMEOUT);
    }

    /** As operate.md has it done: numbers that were seen before the loss are not given again. */
    @Test
    void afterARestoreNumbersGoOnFromAHorizon() throws SQLException {
        given("package.added", "repository/restored");
        database.update("UPDATE event_horizon SET swept = setval(pg_get_serial_sequence('event', 'number'), 1000)");
        refused(1L);
        StepVerifier.create(following(feed, null, Filter.ALL).map(Told::number))
                .then(() -> given("package.added", "repository/after"))
                .expectNext(1001L)
                .thenCancel()
                .verify(TIMEOUT);
    }

    @Test
    void aReaderThatIsOvertakenBySweepingIsCutOff() throws SQLException {
        given("package.added", "repository/one");
        Flux<Told> stream =
                Objects.requireNonNull(feed.follow(CALLER, 0L, Filter.ALL).block(TIMEOUT));
        assertThat(store.sweep(Duration.ZERO, 1, 100).block(TIMEOUT)).isEqualTo(1);
        StepVerifier.create(stream).expectNext(new Told(0, null)).verifyComplete();
        refused(0L);
    }

    @Test
    void streamsAreBoundedAndEndWithTheServer() {
        List<Flux<Told>> streams = IntStream.range(0, 3)
                .mapToObj(one -> following(feed, null, Filter.ALL))
                .toList();
        StepVerifier.create(Flux.merge(streams))
                .then(() -> Awaitility.await().atMost(TIMEOUT).until(() -> streams() == 3))
                .then(() -> refused(feed.follow(CALLER, null, Filter.ALL), EventFault.TOO_MANY_STREAMS))
                .then(feed::close)
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(streams()).isZero();
    }

    @Test
    void aStreamEndsWhenItIsAsOldAsItMayBe() {
        StepVerifier.create(all(feed(LONG, Duration.ofMillis(5)), CALLER))
                .expectNext(new Told(0, null))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(streams()).isZero();
    }

    @Test
    void oneCallerLeavesStreamsToOthers() {
        Caller anonymous = Caller.anonymous(List.of());
        StepVerifier.create(Flux.merge(all(feed, anonymous), all(feed, anonymous)))
                .expectNextCount(2)
                .then(() -> refused(feed.follow(anonymous, null, Filter.ALL), EventFault.TOO_MANY_OF_CALLER))
                .then(() -> assertThat(feed.follow(CALLER, null, Filter.ALL).block(TIMEOUT))
                        .isNotNull())
                .thenCancel()
                .verify(TIMEOUT);
        assertThat(feed.follow(anonymous, null, Filter.ALL).block(TIMEOUT)).isNotNull();
    }

    private void refused(long after) {
        refused(feed.follow(CALLER, after, Filter.ALL), EventFault.EVENTS_GONE);
    }

    private static void refused(Mono<?> following, EventFault why) {
        StepVerifier.create(following)
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(why))
                .verify(TIMEOUT);
    }

    private static Flux<Told> all(Feed feed, Caller caller) {
        return feed.follow(caller, null, Filter.ALL).flatMapMany(told -> told);
    }

    /** Its events, without what breaks silence. */
    private static Flux<Told> following(Feed feed, @Nullable Long after, Filter filter) {
        return feed.follow(CALLER, after, filter).flatMapMany(told -> told).filter(told -> told.event() != null);
    }

    private static String subject(Told told) {
        return Objects.requireNonNull(told.event()).subject();
    }

    private double streams() {
        return Objects.requireNonNull(meters.find(Meters.EVENT_STREAMS.id()).gauge())
                .value();
    }

    private void given(String type, String subject) {
        try (Connection connection = database.connect()) {
            write(connection, type, subject);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        beat(feed);
    }

    private static void beat(Feed feed) {
        feed.beat().block(TIMEOUT);
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void write(Connection connection, String type, String subject) throws SQLException {
        write(connection, type, subject, "{}");
    }

    /** As the release before this one writes it. */
    private static void write(Connection connection, String type, String subject, String data) throws SQLException {
        try (var insert =
                connection.prepareStatement("INSERT INTO outbox (kind, subject, payload) VALUES (?, ?, ?::jsonb)")) {
            insert.setString(1, type);
            insert.setString(2, subject);
            insert.setString(3, data);
            insert.executeUpdate();
        }
    }
}
