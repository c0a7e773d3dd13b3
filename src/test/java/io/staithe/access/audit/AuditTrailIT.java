package io.staithe.access.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.audit.AuditStore.Line;
import io.staithe.access.audit.AuditStore.Wanted;
import io.staithe.fault.Refused;
import io.staithe.observe.Correlation;
import io.staithe.observe.Meters;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgAuditStore;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chain on a real database: complete, in order, and not to be changed. */
final class AuditTrailIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Wanted ALL = new Wanted(null, null, null, null, null);
    private static final Caller CI = new Caller("ci", List.of(), "192.0.2.7");
    private static final JsonMapper JSON = new JsonMapper();

    private final TestDatabase database = TestDatabase.fresh();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AuditStore store = store();
    private final Audit audit = new Audit(store, Duration.ZERO, meters, () -> 0);

    private AuditStore store() {
        return new PgAuditStore(
                DatabaseClient.create(database.connections()),
                Connections.readCommitted(Connections.transactions(database.connections())));
    }

    @AfterEach
    void stop() {
        database.connections().dispose();
    }

    @Test
    void whatATaskDidIsToldByItsSettlement() throws SQLException {
        execute(
                "INSERT INTO repository (name, revision) VALUES ('main', 1)",
                "INSERT INTO task (kind, payload_version, payload, title, caller, origin, correlation, listed, changes, reads)"
                        + " VALUES ('package.add', 1, '{}', 'Add \"x\"', 'ci', '192.0.2.7', 'c-1', true, '{repository/1}', '{}'),"
                        + " ('never', 1, '{}', 'Never ends', 'ci', '-', 'c-2', true, '{x}', '{}')",
                "INSERT INTO revision (repository_id, number, at, task_id, caller, change, previous_hash, hash)"
                        + " SELECT 1, 1, clock_timestamp(), min(id), 'ci', 'x', '\\x00', '\\x00' FROM task;"
                        + " UPDATE task SET state = 'succeeded', finished_at = now() WHERE kind = 'package.add'",
                "UPDATE task SET listed = false WHERE kind = 'package.add'");
        List<Line> lines = chained();
        assertThat(lines).hasSize(1);
        JsonNode entry = JSON.readTree(lines.get(0).json());
        assertThat(entry.path("number").longValue()).isOne();
        assertThat(entry.path("caller").stringValue()).isEqualTo("ci");
        assertThat(entry.path("origin").stringValue()).isEqualTo("192.0.2.7");
        assertThat(entry.path("kind").stringValue()).isEqualTo("package.add");
        assertThat(entry.path("title").stringValue()).isEqualTo("Add \"x\"");
        assertThat(entry.path("revisions").path(0).stringValue()).isEqualTo("main@1");
        assertThat(entry.path("outcome").stringValue()).isEqualTo("succeeded");
        assertThat(entry.path("problem").isNull()).isTrue();
        assertThat(entry.path("correlation").stringValue()).isEqualTo("c-1");
        assertThat(Meters.AUDITED.counter(meters, "outcome", "succeeded").count())
                .isEqualTo(1);
    }

    @Test
    void whoeverReadsTheChainCanFollowItsHashes() {
        tell(700);
        List<Line> lines = chained();
        assertThat(lines).hasSize(700);
        assertUnbroken(lines);
    }

    @Test
    void severalInstancesMakeOneChain() {
        List<AuditStore> instances = List.of(store, store(), store());
        tell(300);
        StepVerifier.create(Flux.range(0, 120)
                        .flatMap(n -> instances.get(n % 3).chain(7), 12)
                        .then())
                .expectComplete()
                .verify(TIMEOUT);
        List<Line> lines = chained();
        assertThat(lines).hasSize(300);
        assertUnbroken(lines);
        assertThat(lines.stream().map(line -> title(line.json())).toList())
                .as("in the order in which they were told")
                .isEqualTo(IntStream.range(0, 300).mapToObj(n -> "did " + n).toList());
    }

    @Test
    void nobodyChangesOrRemovesAnEntry() {
        tell(2);
        chained();
        for (String harm :
                List.of("UPDATE audit SET caller = 'nobody'", "DELETE FROM audit WHERE number = 1", "TRUNCATE audit")) {
            assertThatThrownBy(() -> execute(harm)).hasMessageContaining("entries of the audit are not changed");
        }
        assertUnbroken(chained());
    }

    @Test
    void whatIsOldIsForgottenAndTheChainGoesOn() throws SQLException {
        tell(3);
        chained();
        Audit forgetful = new Audit(store, Duration.ofMillis(1), meters, () -> 0);
        StepVerifier.create(forgetful.sweep()).expectComplete().verify(TIMEOUT);
        List<Line> left = chained();
        assertThat(left).extracting(Line::number).containsExactly(3L);
        StepVerifier.create(audit.sweep()).expectComplete().verify(TIMEOUT);
        tell(1);
        assertThat(chained()).extracting(Line::number).containsExactly(3L, 4L);
        assertThat(previous(chained().get(1).json())).isEqualTo(hash(left.get(0).json()));
    }

    @Test
    void entriesAreFoundByWhoWhatAndWhen() {
        tell(3);
        Caller other = new Caller("other", List.of(), "-");
        StepVerifier.create(audit.done(other, "token.create", "Create token x")
                        .then(audit.denied(Act.denied(CI, "request", "PUT /v1/x", "missing-grant", "c"))))
                .expectComplete()
                .verify(TIMEOUT);
        chained();
        assertThat(numbers(new Wanted("other", null, null, null, null))).containsExactly(4L);
        assertThat(numbers(new Wanted(null, "token.create", null, null, null))).containsExactly(4L);
        assertThat(numbers(new Wanted("ci", null, "denied", null, null))).containsExactly(5L);
        Instant now = Instant.now().plusSeconds(60);
        assertThat(numbers(new Wanted(null, null, null, now, null))).isEmpty();
        assertThat(numbers(new Wanted(null, null, null, null, now))).hasSize(5);
        StepVerifier.create(audit.page(Caller.open(), 1, ALL, 2))
                .assertNext(page -> assertThat(page).extracting(Line::number).containsExactly(2L, 3L))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void onlyAdminsReadIt() {
        StepVerifier.create(audit.all(CI, 0, ALL))
                .expectErrorSatisfies(
                        refused -> assertThat(((Refused) refused).code()).isEqualTo(AccessFault.MISSING_GRANT))
                .verify(TIMEOUT);
    }

    @Test
    void aFloodOfRefusalsIsCountedAndDoesNotWait() {
        List<Mono<Void>> told = new ArrayList<>();
        Audit stuck = new Audit(new Stuck(), Duration.ZERO, meters, () -> 0);
        for (int i = 0; i < 70; i++) {
            Caller one = Caller.trusted("ci-" + i);
            told.add(stuck.denied(Act.denied(one, "request", "GET /x", "missing-grant", "c")));
        }
        List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
        var all = Flux.fromIterable(told)
                .flatMap(one -> one.doOnSuccess(nothing -> ended.add(1)), 100)
                .subscribe();
        assertThat(ended).hasSize(6);
        assertThat(Meters.AUDIT_LOST.counter(meters).count()).isEqualTo(6);
        all.dispose();
        StepVerifier.create(new Audit(store, Duration.ZERO, meters, () -> 0)
                        .denied(Act.denied(CI, "request", "GET /x", "missing-grant", "c")))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void ofOneCallerAndOfAllSoManyRefusalsAreToldInASecond() {
        AtomicLong now = new AtomicLong();
        DenialRate rate = new DenialRate(now::get);
        assertThat(IntStream.range(0, 15).filter(n -> rate.hasRoom("ci"))).hasSize(10);
        assertThat(IntStream.range(0, 200).filter(n -> rate.hasRoom("ci-" + n))).hasSize(90);
        now.set(Duration.ofSeconds(1).toNanos());
        assertThat(rate.hasRoom("ci")).isTrue();
    }

    private void tell(int acts) {
        StepVerifier.create(Flux.range(0, acts)
                        .concatMap(n -> audit.done(CI, "test", "did " + n))
                        .then()
                        .contextWrite(context -> Correlation.with(context, "c")))
                .expectComplete()
                .verify(TIMEOUT);
    }

    private List<Line> chained() {
        StepVerifier.create(audit.beat()).expectComplete().verify(TIMEOUT);
        return Objects.requireNonNull(audit.all(Caller.open(), 0, ALL)
                .flatMapMany(lines -> lines)
                .collectList()
                .block(TIMEOUT));
    }

    private List<Long> numbers(Wanted wanted) {
        return Objects.requireNonNull(audit.page(Caller.open(), 0, wanted, 100).block(TIMEOUT)).stream()
                .map(Line::number)
                .toList();
    }

    private static void assertUnbroken(List<Line> lines) {
        String previous = Entry.BEGINNING;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).json();
            assertThat(lines.get(i).number()).isEqualTo(i + 1);
            assertThat(previous(line)).isEqualTo(previous);
            String text = line.replaceFirst(",\"hash\":\"[0-9a-f]{64}\"}$", "}");
            assertThat(hash(line)).isEqualTo(Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
            previous = hash(line);
        }
    }

    private static String title(String line) {
        return JSON.readTree(line).path("title").stringValue();
    }

    private static String previous(String line) {
        return JSON.readTree(line).path("previous").stringValue();
    }

    private static String hash(String line) {
        return JSON.readTree(line).path("hash").stringValue();
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Never done with anything. */
    private static final class Stuck implements AuditStore {
        @Override
        public Mono<Void> tell(List<Act> acts) {
            return Mono.never();
        }

        @Override
        public Mono<Map<String, Long>> chain(int limit) {
            return Mono.never();
        }

        @Override
        public Mono<List<Line>> page(long after, Wanted wanted, int limit) {
            return Mono.never();
        }

        @Override
        public Mono<Long> sweep(Duration keepFor, int limit) {
            return Mono.never();
        }
    }
}
