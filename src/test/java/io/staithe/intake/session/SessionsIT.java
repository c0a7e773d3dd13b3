package io.staithe.intake.session;

import static io.staithe.intake.session.SessionNode.CALLER;
import static io.staithe.intake.session.SessionNode.PATIENCE;
import static io.staithe.intake.session.SessionNode.rest;
import static io.staithe.intake.session.SessionNode.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.intake.FileName;
import io.staithe.intake.session.SessionNode.Oddity;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Uploads in pieces on real PostgreSQL: what is told is durable, and a file comes to one task, whatever happens. */
final class SessionsIT {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    private Path root;

    private final int test = TESTS.incrementAndGet();
    private final Bodies bodies = new Bodies();
    private final byte[] bytes = Bodies.random(500_000, test);
    private SessionNode node;

    @BeforeEach
    void start() throws IOException {
        node = new SessionNode(DATABASE, root, "a" + test);
    }

    @AfterEach
    void nothingIsHeld() {
        assertThat(bodies.leaked()).isEmpty();
        node.close();
    }

    @Test
    void piecesComeToOneFileAndOneTask() throws IOException {
        Session session = node.opened(bytes, Sha256.hex(bytes));
        session = node.appended(session, bodies.of(bytes, 10_000).take(20), 0);
        assertThat(session.offsetBytes()).isEqualTo(200_000);
        assertThat(node.looked(session).offsetBytes()).isEqualTo(200_000);
        Session whole = node.appended(session, rest(bodies, bytes, 200_000), 200_000);
        assertThat(whole.isWhole()).isTrue();
        long task = value(node.close(whole));
        Session closed = node.located(session).session();
        assertThat(closed.isOpen()).isFalse();
        assertThat(closed.task()).isEqualTo(task);
        assertThat(onDisk("spool")).isEmpty();
        assertThat(onDisk("pool"))
                .singleElement()
                .satisfies(file -> assertThat(Files.readAllBytes(file)).isEqualTo(bytes));
    }

    @Test
    void aCancelledRequestLeavesWhatCameDurable() {
        Session session = node.opened(bytes, null);
        Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
        Disposable sending = node.append(session, body.asFlux(), 0).subscribe(done -> {}, failure -> {});
        for (int at = 0; at < 300_000; at += 10_000) {
            body.tryEmitNext(bodies.buffer(bytes, at, 10_000));
        }
        sending.dispose();
        long offset = node.looked(session).offsetBytes();
        assertThat(offset).isBetween(0L, 300_000L);
        assertThat(offset % 10_000).isZero();
        node.appended(session, rest(bodies, bytes, offset), offset);
        value(node.close(session));
        assertThat(onDisk("pool")).hasSize(1);
    }

    @Test
    void theOffsetOfALongBodyIsDurableBeforeItsEnd() {
        byte[] large = Bodies.random(3_000_000, test);
        Session session = node.opened(large, null);
        AtomicLong told = new AtomicLong();
        Flux<DataBuffer> slow = bodies.of(large, 30_000)
                .concatMap(
                        buffer -> node.store
                                .find(session.id(), Duration.ofHours(1))
                                .doOnNext(found -> told.set(found.session().offsetBytes()))
                                .thenReturn(buffer),
                        0);
        assertThat(node.appended(session, slow, 0).offsetBytes()).isEqualTo(large.length);
        assertThat(told.get()).isBetween(100_000L, large.length - 30_000L);
    }

    @Test
    void aSecondRequestIsRefusedWhileTheFirstOneBringsBytes() {
        Session session = node.opened(bytes, null);
        Flux<DataBuffer> open = Flux.concat(bodies.of(bytes, 10_000).take(3), Flux.never());
        Disposable first = node.append(session, open, 0).subscribe(done -> {}, failure -> {});
        refused(node.append(session, rest(bodies, bytes, 30_000), 30_000), SessionFault.SESSION_BUSY);
        refused(node.sessions.look(session), SessionFault.SESSION_BUSY);
        first.dispose();
        assertThat(node.looked(session).offsetBytes()).isEqualTo(30_000);
    }

    @Test
    void aSilentRequestGivesWayToTheNextOne() throws IOException {
        try (SessionNode quick = new SessionNode(DATABASE, root, "quick", Oddity.NO_SILENCE)) {
            Session session = quick.opened(bytes, null);
            Flux<DataBuffer> dead = Flux.concat(bodies.of(bytes, 10_000).take(3), Flux.never());
            StepVerifier.create(quick.append(session, dead, 0))
                    .expectSubscription()
                    .then(() -> assertThat(quick.looked(session).offsetBytes()).isEqualTo(30_000))
                    .expectErrorSatisfies(failure -> assertThat(code(failure)).isEqualTo(SessionFault.SESSION_BUSY))
                    .verify(PATIENCE);
            assertThat(quick.appended(session, rest(bodies, bytes, 30_000), 30_000)
                            .isWhole())
                    .isTrue();
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheBody() {
        Session session = node.opened(bytes, null);
        Flux<DataBuffer> untouched = Flux.error(new AssertionError("the body was read"));
        refused(node.append(session, untouched, 1), SessionFault.OTHER_OFFSET);
        Piece tooLong = new Piece(0, OptionalLong.of(bytes.length + 1L), untouched, null);
        refused(node.sessions.append(session, tooLong), SessionFault.TOO_MANY_BYTES);
        FileName name = new FileName("a.bin");
        node.sessions
                .open(CALLER, new NewSession(name, SessionNode.MAX_BYTES + 1, null, "{}"))
                .as(StepVerifier::create)
                .expectErrorSatisfies(
                        failure -> assertThat(code(failure).slug()).isEqualTo("upload-too-large"))
                .verify(PATIENCE);
    }

    @Test
    void whoHasTooManyUnfinishedUploadsIsToldSoAndOthersHaveRoom() {
        assertThat(code(opening("greedy"))).isEqualTo(SessionFault.CALLER_HAS_TOO_MANY);
        assertThat(code(opening("other"))).isEqualTo(SessionFault.TOO_MANY_SESSIONS);
        node.forgetAll();
    }

    /** Begins uploads until one is refused; emits why. */
    private Throwable opening(String caller) {
        NewSession one = new NewSession(new FileName("a.bin"), 1, null, "{}");
        return value(Flux.range(0, SessionNode.MAX_OPEN + 1)
                .concatMap(n -> node.sessions.open(Caller.trusted(caller), one))
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just));
    }

    @Test
    void whatAnotherCallerBeganIsUnknown() {
        Session session = node.opened(bytes, null);
        refused(node.sessions.locate(Caller.trusted("other"), session.id()), SessionFault.UNKNOWN_SESSION);
    }

    @Test
    void aKeyIsItsCallersAndEndsWithItsSession() {
        NewSession what = new NewSession(new FileName("a.bin"), 1, null, "{}");
        String key = "key-" + test;
        Session first = value(node.sessions.open(CALLER, what, key)).session();
        Sessions.Opened others = value(node.sessions.open(Caller.trusted("other"), what, key));
        assertThat(others.isNew()).isTrue();
        Sessions.Opened again = value(node.sessions.open(CALLER, what, key));
        assertThat(again.isNew()).isFalse();
        assertThat(again.session().id()).isEqualTo(first.id());
        node.sessions.end(first).block(PATIENCE);
        assertThat(value(node.sessions.open(CALLER, what, key)).isNew()).isTrue();
    }

    @Test
    void closingTwiceAtOnceMakesOneTask() {
        Session session = node.opened(bytes, null);
        Session whole = node.appended(session, bodies.of(bytes, 10_000), 0);
        List<Long> tasks = value(Flux.range(0, 4)
                .flatMap(n -> node.close(whole).onErrorComplete())
                .collectList());
        assertThat(tasks).hasSize(1);
        assertThat(node.tasks(session)).isOne();
    }

    @Test
    void bytesWithAnotherDigestEndTheSession() {
        Session session = node.opened(bytes, Sha256.hex(new byte[1]));
        Session whole = node.appended(session, bodies.of(bytes, 10_000), 0);
        node.close(whole)
                .as(StepVerifier::create)
                .expectErrorSatisfies(
                        failure -> assertThat(code(failure).slug()).isEqualTo("digest-mismatch"))
                .verify(PATIENCE);
        refused(node.sessions.locate(CALLER, session.id()), SessionFault.UNKNOWN_SESSION);
        assertThat(onDisk("spool")).isEmpty();
        assertThat(node.tasks(session)).isZero();
    }

    @Test
    void anEndedSessionLeavesNothingEvenUnderARequest() {
        Session session = node.opened(bytes, null);
        Flux<DataBuffer> open = Flux.concat(bodies.of(bytes, 10_000).take(3), Flux.never());
        StepVerifier.create(node.append(session, open, 0))
                .expectSubscription()
                .then(() -> node.sessions.end(session).block(PATIENCE))
                .expectErrorSatisfies(failure -> assertThat(code(failure)).isEqualTo(SessionFault.UNKNOWN_SESSION))
                .verify(PATIENCE);
        refused(node.sessions.locate(CALLER, session.id()), SessionFault.UNKNOWN_SESSION);
        assertThat(onDisk("spool")).isEmpty();
    }

    @Test
    void aCrashBetweenFileAndRowCostsBytesAndNothingElse() throws IOException {
        AtomicBoolean down = new AtomicBoolean();
        Session session;
        try (SessionNode dying =
                new SessionNode(DATABASE, root, "b" + test, Oddity.of(store -> new LosingStore(store, down)))) {
            session = dying.opened(bytes, Sha256.hex(bytes));
            dying.appended(session, bodies.of(bytes, 10_000).take(7), 0);
            down.set(true);
            dying.append(session, rest(bodies, bytes, 70_000).take(20), 70_000)
                    .as(StepVerifier::create)
                    .expectError(Exhausted.class)
                    .verify(PATIENCE);
        }
        try (SessionNode again = new SessionNode(DATABASE, root, "b" + test)) {
            Session found = again.looked(session);
            assertThat(found.offsetBytes()).isEqualTo(70_000);
            Session whole = again.appended(found, rest(bodies, bytes, 70_000), 70_000);
            value(again.close(whole));
            assertThat(again.tasks(session)).isOne();
        }
    }

    @Test
    void whatTheDatabaseDidNotHearIsToldLater() throws IOException {
        AtomicBoolean down = new AtomicBoolean();
        try (SessionNode shaky =
                new SessionNode(DATABASE, root, "b" + test, Oddity.of(store -> new LosingStore(store, down)))) {
            Session session = shaky.opened(bytes, null);
            down.set(true);
            shaky.append(session, bodies.of(bytes, 10_000).take(7), 0)
                    .as(StepVerifier::create)
                    .expectError(Exhausted.class)
                    .verify(PATIENCE);
            down.set(false);
            assertThat(shaky.looked(session).offsetBytes()).isEqualTo(70_000);
        }
    }

    @Test
    void ofTwoThatBelieveTheyOwnItOneClosesIt() throws IOException {
        Session mine = node.opened(bytes, Sha256.hex(bytes));
        node.appended(mine, bodies.of(bytes, 10_000).take(10), 0);
        try (SessionNode other = new SessionNode(DATABASE, root, "b" + test)) {
            assertThat(other.located(mine).isHere()).as("while the owner lives").isFalse();
            assertThat(other.located(mine).owner().url()).isEqualTo("http://a" + test);
            node.isTakenForGone();
            List<Located> taken = value(Flux.range(0, 3)
                    .flatMap(n -> other.sessions.locate(CALLER, mine.id()))
                    .collectList());
            assertThat(taken).allSatisfy(found -> assertThat(found.isHere()).isTrue());
            Session theirs = taken.get(0).session();
            assertThat(theirs.offsetBytes()).isEqualTo(100_000);
            assertThat(theirs.tenure()).isEqualTo(2);
            refused(node.append(mine, rest(bodies, bytes, 100_000), 100_000), SessionFault.SESSION_MOVED);
            Session whole = other.appended(theirs, rest(bodies, bytes, 100_000), 100_000);
            node.close(mine).as(StepVerifier::create).expectComplete().verify(PATIENCE);
            value(other.close(whole));
            assertThat(node.tasks(mine)).isOne();
            assertThat(onDisk("spool")).isEmpty();
        }
    }

    @Test
    void aTakeoverThatHasNoRoomOnTheDiskIsRefusedAndLeavesTheSession() throws IOException {
        Session session = node.opened(bytes, null);
        node.appended(session, bodies.of(bytes, 10_000).take(10), 0);
        try (SessionNode full = new SessionNode(DATABASE, root, "b" + test, Oddity.NO_ROOM);
                SessionNode roomy = new SessionNode(DATABASE, root, "c" + test)) {
            node.isTakenForGone();
            full.sessions
                    .locate(CALLER, session.id())
                    .as(StepVerifier::create)
                    .expectErrorSatisfies(
                            failure -> assertThat(code(failure).slug()).isEqualTo("disk-short"))
                    .verify(PATIENCE);
            assertThat(onDisk("spool")).hasSize(1);
            assertThat(roomy.looked(session).offsetBytes()).isEqualTo(100_000);
        }
    }

    @Test
    void aTakeoverNeverPutsAnOffsetBackThatWasToldMeanwhile() {
        Session session = node.opened(bytes, null);
        node.appended(session, bodies.of(bytes, 10_000).take(10), 0);
        Session told = node.looked(session);
        Duration lapse = Duration.ofHours(1);
        node.store
                .take(session, node.instance.id(), 0, lapse)
                .as(StepVerifier::create)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(value(node.store.take(told, node.instance.id(), 100_000, lapse))
                        .tenure())
                .isEqualTo(2);
    }

    @Test
    void whereTheSpoolIsGoneTheClientBeginsAgain() throws IOException {
        Session session = node.opened(bytes, null);
        node.appended(session, bodies.of(bytes, 10_000).take(10), 0);
        try (SessionNode other = new SessionNode(DATABASE, root.resolve("elsewhere"), "b" + test)) {
            node.isTakenForGone();
            Session found = other.looked(session);
            assertThat(found.offsetBytes()).isZero();
            value(other.close(other.appended(found, bodies.of(bytes, 10_000), 0)));
        }
    }

    @Test
    void whatIsBegunAndLeftEmptyExpiresSooner() {
        Session session = node.opened(bytes, null);
        Instant soon = Instant.now().plus(Duration.ofMinutes(20));
        assertThat(session.expiresAt()).isBefore(soon);
        Sinks.One<DataBuffer> silence = Sinks.one();
        Disposable body = node.append(session, silence.asMono().flux(), 0)
                .onErrorComplete()
                .subscribe();
        StepVerifier.create(node.sessions
                        .locate(CALLER, session.id())
                        .filter(now -> now.session().expiresAt().isAfter(soon))
                        .repeatWhenEmpty(looks -> looks.delayElements(Duration.ofMillis(10))))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        body.dispose();
    }

    @Test
    void whatIsLeftAloneExpiresWithItsFile() {
        Session session = node.opened(bytes, null);
        node.appended(session, bodies.of(bytes, 10_000).take(10), 0);
        Session kept = node.opened(bytes, null);
        node.appended(kept, bodies.of(bytes, 10_000).take(10), 0);
        node.database
                .sql("UPDATE upload_session SET expires_at = now() - interval '1 second' WHERE id = '" + session.id()
                        + "'")
                .then()
                .block(PATIENCE);
        assertThat(value(node.sweep.sweep(node.instance.id()))).isEqualTo(new SessionSweep.Swept(1, 1));
        refused(node.sessions.locate(CALLER, session.id()), SessionFault.UNKNOWN_SESSION);
        assertThat(onDisk("spool")).hasSize(1);
        assertThat(node.looked(kept).offsetBytes()).isEqualTo(100_000);
    }

    private static void refused(Mono<?> mono, SessionFault fault) {
        mono.as(StepVerifier::create)
                .expectErrorSatisfies(failure -> assertThat(code(failure)).isEqualTo(fault))
                .verify(PATIENCE);
    }

    private static FaultCode code(Throwable failure) {
        assertThat(failure).isInstanceOf(Fault.class);
        return ((Fault) failure).code();
    }

    private List<Path> onDisk(String directory) {
        try (Stream<Path> all = Files.walk(root.resolve(directory))) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
