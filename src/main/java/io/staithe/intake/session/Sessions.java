package io.staithe.intake.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.Admission;
import io.staithe.intake.AnnouncedDigests;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.intake.session.Desk.Turn;
import io.staithe.observe.Departures;
import io.staithe.observe.Meters;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PartialFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Files that come in pieces. An offset is told only when it is durable, on the disk and then in the row.
 *
 * <p>What begins with a {@link Session} is for one of this instance, as {@link #locate} found it; where it is another's
 * by now, that is {@code SESSION_MOVED}, and nothing is changed.
 */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final SessionStore store;
    private final Uploads uploads;
    private final SessionLimits limits;
    private final Supplier<Optional<Long>> self;
    private final MeterRegistry meters;
    private final Desks desks;
    private final Takeovers takeovers;
    private final Departures departures;
    private final SpareBodies spare;

    /**
     * Sessions of an instance.
     */
    public Sessions(
            PartialFiles files, SessionStore store, Uploads uploads, SessionLimits limits, Surroundings surroundings) {
        this.store = store;
        this.uploads = uploads;
        this.spare = new SpareBodies(uploads);
        this.limits = limits;
        this.self = surroundings.self();
        this.meters = surroundings.meters();
        this.desks = new Desks(files);
        this.takeovers = new Takeovers(files, store, limits.lapse(), uploads.admission());
        this.departures = new Departures(() -> meters.config().clock().monotonicTime(), limits.retry());
        Meters.SESSIONS_HELD.gauge(meters, desks::count);
    }

    /**
     * Begins a file. Faults: {@code UPLOAD_TOO_LARGE}, {@code DISK_SHORT}, {@code CALLER_HAS_TOO_MANY},
     * {@code TOO_MANY_SESSIONS}. Not repeatable; a session that nobody was told of expires.
     */
    public Mono<Session> open(Caller caller, NewSession what) {
        return opened(caller, what, null).switchIfEmpty(Mono.defer(() -> crowded(caller)));
    }

    /**
     * The same under a key of the caller's, by which it may be repeated: then the session is the one of the first time.
     */
    public Mono<Opened> open(Caller caller, NewSession what, String key) {
        Mono<Opened> again =
                Mono.defer(() -> store.findByKey(caller.name(), key)).map(session -> new Opened(session, false));
        return again.switchIfEmpty(
                        Mono.defer(() -> opened(caller, what, key).map(session -> new Opened(session, true))))
                .switchIfEmpty(again)
                .switchIfEmpty(Mono.defer(() -> crowded(caller)));
    }

    private Mono<Session> opened(Caller caller, NewSession what, @Nullable String key) {
        return uploads.admission()
                .room(what.sizeBytes())
                .doOnNext(Admission.Place::release)
                .flatMap(room -> store.insert(
                        SessionId.fresh(),
                        caller.name(),
                        what,
                        key,
                        new SessionStore.Terms(self(), limits.emptyTtl(), limits.maxOpen(), limits.maxOpenPerCaller())))
                .doOnNext(session -> count("opened"));
    }

    /** Whose bound it is that leaves no room for one more. */
    private <T> Mono<T> crowded(Caller caller) {
        return store.open(caller.name()).flatMap(open -> Mono.error(crowded(caller, open)));
    }

    private Exhausted crowded(Caller caller, SessionStore.Open open) {
        if (open.own() >= limits.maxOpenPerCaller()) {
            return new Exhausted(
                    SessionFault.CALLER_HAS_TOO_MANY,
                    "'" + Fault.bounded(caller.name()) + "' has " + open.own()
                            + " unfinished uploads, which is the limit for one caller (staithe.sessions.max-open-per-caller)",
                    departures.next(open.own() / (double) open.all()));
        }
        return new Exhausted(
                SessionFault.TOO_MANY_SESSIONS,
                limits.maxOpen() + " uploads are unfinished, which is the limit (staithe.sessions.max-open)",
                departures.turn());
    }

    /**
     * Finds a session of a caller; takes it over where its owner is gone. {@code UNKNOWN_SESSION} where there is none,
     * or another caller has it. Repeatable.
     */
    public Mono<Located> locate(Caller caller, SessionId id) {
        return store.find(id, limits.lapse())
                .filter(found -> found.session().caller().equals(caller.name()))
                .switchIfEmpty(Mono.error(() -> SessionId.unknown(id.value())))
                .flatMap(found -> located(caller, found.session(), found.owner()));
    }

    private Mono<Located> located(Caller caller, Session session, Owner owner) {
        if (!session.isOpen()) {
            return Mono.just(new Located(session, owner, true));
        }
        long here = self();
        if (owner.id() != here && !owner.hasLapsed()) {
            return Mono.just(new Located(session, owner, false));
        }
        Mono<Located> taken = takeovers
                .take(session.id(), here)
                .doOnNext(mine -> count("taken"))
                .then(Mono.defer(() -> locate(caller, session.id())));
        return owner.id() == here
                ? desks.of(session)
                        .map(desk -> new Located(session, owner, true))
                        .switchIfEmpty(taken)
                : taken;
    }

    /**
     * A session as it stands, durably; waits a moment for a request that may be broken, then {@code SESSION_BUSY}: an
     * offset that still moves would have the client send for nothing. Begins to hash what is not.
     */
    public Mono<Session> look(Session session) {
        return desk(session).flatMap(desk -> {
            desk.file().hashed().subscribe(done -> {}, failure -> LOG.warn("event=session.unhashed", failure));
            return desk.idle(limits.busyWait(), limits.silence())
                    .then(Mono.defer(() -> told(session, desk, desk.file().durableBytes())));
        });
    }

    /**
     * Reads a body behind what is there; emits the session when all of it is durable. However it ends, what came is
     * kept, and durable before the next request has its turn; but for a body with a checksum, which counts as a whole.
     * Before the body is subscribed to: {@code SESSION_BUSY}, {@code OTHER_OFFSET}, {@code TOO_MANY_BYTES} and what
     * admission refuses.
     */
    public Mono<Session> append(Session session, Piece piece) {
        return desk(session)
                .flatMap(desk -> Mono.usingWhen(
                        desk.turn(limits.busyWait(), limits.silence()),
                        turn -> received(session, desk, turn, piece),
                        turn -> Mono.fromRunnable(turn::end),
                        (turn, failure) -> brokenOff(session, desk, turn),
                        turn -> brokenOff(session, desk, turn)));
    }

    private Mono<Session> received(Session session, Desk desk, Turn turn, Piece piece) {
        BodyLimits room = room(session, desk, piece);
        return Mono.usingWhen(
                        uploads.admission()
                                .admit(
                                        Caller.trusted(session.caller()),
                                        piece.declaredBytes().orElse(room.maxBytes()),
                                        session.what().sizeBytes()),
                        place -> desk.file()
                                .append(
                                        watched(session, desk, turn, place.counted(piece.body()))
                                                .doOnSubscribe(begins -> renew(session, desk)),
                                        room,
                                        piece.checksum()),
                        place -> Mono.fromRunnable(place::release))
                .then(Mono.defer(() -> settled(session, desk)));
    }

    /** Reads a body that a session has no use for, as {@link SpareBodies#read} does. */
    public Mono<Void> drop(Session session, Piece piece) {
        return spare.read(session, piece);
    }

    static Refused tooMany(Session session, long bytes, long room) {
        return new Refused(
                SessionFault.TOO_MANY_BYTES, bytes + " bytes come; upload '" + session.id() + "' has room for " + room);
    }

    /** What a body may bring: as much as is left. */
    private BodyLimits room(Session session, Desk desk, Piece piece) {
        long durable = desk.file().durableBytes();
        if (piece.offset() != durable) {
            throw new Refused(
                    SessionFault.OTHER_OFFSET,
                    "upload '" + session.id() + "' goes on at " + durable + ", not at " + piece.offset());
        }
        long left = session.what().sizeBytes() - durable;
        if (piece.declaredBytes().orElse(0) > left) {
            throw tooMany(session, piece.declaredBytes().getAsLong(), left);
        }
        BodyLimits body = limits.body();
        return new BodyLimits(left, body.idle(), body.minBytesPerSecond(), body.rateWindow());
    }

    private Flux<DataBuffer> watched(Session session, Desk desk, Turn turn, Flux<DataBuffer> body) {
        return body.doOnNext(buffer -> {
            if (turn.came(buffer.readableByteCount(), limits.checkpointBytes())) {
                checkpoint(session, desk, turn);
            }
        });
    }

    /** Beside the body, which may be long on its way to the next checkpoint: it is not left alone. */
    private void renew(Session session, Desk desk) {
        store.advance(session, desk.told(), limits.ttl())
                .subscribe(
                        done -> {},
                        failure -> LOG.warn(
                                "event=session.unrenewed session={} reason={}", session.id(), failure.toString()));
    }

    /** Beside the body; where the session is lost, the body ends. */
    private void checkpoint(Session session, Desk desk, Turn turn) {
        desk.file()
                .checkpoint()
                .flatMap(durable -> told(session, desk, durable))
                .doFinally(signal -> turn.checked())
                .subscribe(done -> {}, failure -> {
                    LOG.warn("event=session.unchecked session={} reason={}", session.id(), failure.toString());
                    if (failure instanceof Refused lost) {
                        desk.interrupt(lost);
                    }
                });
    }

    /** What came is made durable before the next turn; where that fails, the next one finds what was durable before. */
    private Mono<Void> brokenOff(Session session, Desk desk, Turn turn) {
        return settled(session, desk)
                .doOnError(failure ->
                        LOG.warn("event=session.unsettled session={} reason={}", session.id(), failure.toString()))
                .onErrorComplete()
                .doFinally(signal -> turn.end())
                .then();
    }

    private Mono<Session> settled(Session session, Desk desk) {
        return desk.file().settle().flatMap(durable -> told(session, desk, durable));
    }

    /** Writes the offset into the row where it does not tell it yet. */
    private Mono<Session> told(Session session, Desk desk, long durable) {
        if (durable <= desk.told()) {
            return Mono.just(session.at(desk.told(), session.expiresAt()));
        }
        return store.advance(session, durable, limits.ttl())
                .switchIfEmpty(Mono.defer(() -> desks.drop(session, desk.file()).then(Mono.error(moved(session)))))
                .doOnNext(advanced -> desk.told(advanced.offsetBytes()));
    }

    /**
     * Closes a session whose bytes are all here: keeps them as a file of an upload directory and hands it on. Empty
     * where it is not open here any more. {@code DIGEST_MISMATCH} ends it; after any other failure it is open, with all
     * its bytes, to be closed again. Once begun it goes on to its end whatever becomes of the subscriber.
     *
     * @param closing closes the row, in one transaction with what becomes of the file
     */
    public <T> Mono<T> close(Session session, String directory, Function<UploadedFile, Mono<T>> closing) {
        Mono<T> work = desks.of(session)
                .flatMap(desk -> Mono.usingWhen(
                        desk.turn(limits.busyWait(), limits.silence()),
                        turn -> closed(session, desk, directory, closing),
                        turn -> Mono.fromRunnable(turn::end)));
        return Mono.defer(work::cache);
    }

    private <T> Mono<T> closed(Session session, Desk desk, String directory, Function<UploadedFile, Mono<T>> closing) {
        return store.find(session.id(), limits.lapse())
                .map(SessionStore.Found::session)
                .filter(found -> found.isOpen() && found.tenure() == session.tenure())
                .flatMap(open -> kept(open, desk, directory))
                .flatMap(closing)
                .delayUntil(done -> desks.drop(session, desk.file()))
                .doOnNext(done -> left("closed"));
    }

    private Mono<UploadedFile> kept(Session session, Desk desk, String directory) {
        Caller caller = Caller.trusted(session.caller());
        NewSession what = session.what();
        AnnouncedDigests announced = new AnnouncedDigests(null, null, what.sha256(), null);
        return desk.file()
                .spooled()
                .flatMap(spooled -> uploads.keep(caller, directory, what.file(), spooled, announced))
                .onErrorResume(Refused.class, refusal -> gone(session, desk).then(Mono.error(refusal)));
    }

    /** Ends a session and deletes what came of it; one whose file was kept is only forgotten. Repeatable. */
    public Mono<Void> end(Session session) {
        if (!session.isOpen()) {
            return store.delete(session).then();
        }
        return desk(session).flatMap(desk -> {
            desk.interrupt(SessionId.unknown(session.id().value()));
            return Mono.usingWhen(
                    desk.turn(limits.busyWait(), limits.silence()),
                    turn -> gone(session, desk),
                    turn -> Mono.fromRunnable(turn::end));
        });
    }

    private Mono<Void> gone(Session session, Desk desk) {
        return store.delete(session).doOnNext(deleted -> left("ended")).then(desks.drop(session, desk.file()));
    }

    /** Lets go of a session that expired. */
    public void forget(SessionStore.Expired gone) {
        if (gone.wasOpen()) {
            departures.ended(1);
        }
        desks.forget(gone.id());
    }

    /** The desk of a session that is here. */
    private Mono<Desk> desk(Session session) {
        return desks.of(session).switchIfEmpty(Mono.error(() -> moved(session)));
    }

    private long self() {
        return self.get()
                .orElseThrow(() -> new Exhausted(
                        SessionFault.OWNER_AWAY, "this instance is not among the others at the moment", RETRY));
    }

    private void left(String event) {
        departures.ended(1);
        count(event);
    }

    private void count(String event) {
        Meters.SESSIONS.counter(meters, "event", event).increment();
    }

    /** The refusal of a session that is not here any more. */
    static Refused moved(Session session) {
        return new Refused(
                SessionFault.SESSION_MOVED,
                "upload '" + session.id() + "' is not here any more; ask for its offset again");
    }

    /**
     * A session that was asked for.
     *
     * @param isNew false where it was begun before, under the same key
     */
    public record Opened(Session session, boolean isNew) {}

    /**
     * What sessions find around them.
     *
     * @param self the row of this instance, as long as no other one can have counted it lapsed
     */
    public record Surroundings(Supplier<Optional<Long>> self, MeterRegistry meters) {}
}
