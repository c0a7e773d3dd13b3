package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.FileName;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.session.Located;
import io.staithe.intake.session.NewSession;
import io.staithe.intake.session.Piece;
import io.staithe.intake.session.Session;
import io.staithe.intake.session.SessionFault;
import io.staithe.intake.session.SessionId;
import io.staithe.intake.session.SessionStore;
import io.staithe.intake.session.Sessions;
import io.staithe.intake.session.Sessions.Opened;
import io.staithe.library.Members;
import io.staithe.library.Members.Addition;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Entrance;
import io.staithe.library.addition.Source;
import io.staithe.library.addition.Vetting;
import io.staithe.library.arrival.Following.Sent;
import io.staithe.library.change.Holdings;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.TaskJson;
import io.staithe.library.task.Until;
import io.staithe.queue.Atomically;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.Tasks;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Packages that come into a repository in pieces. The transaction that closes the upload also accepts its addition, so
 * that it is added once, whatever is cut or killed.
 */
public final class ResumableUploads {
    private final Destination destination;
    private final Catalog catalog;
    private final Sessions sessions;
    private final Following following;
    private final Desk desk;

    /** Uploads through these use cases. */
    public ResumableUploads(
            Destination destination, Catalog catalog, Sessions sessions, Following following, Desk desk) {
        this.destination = destination;
        this.catalog = catalog;
        this.sessions = sessions;
        this.following = following;
        this.desk = desk;
    }

    /**
     * Begins an upload, or finds the one that was begun under the offer's key: {@code SESSION_KEY_REUSED} where that is
     * another. Faults as of {@link Destination#of} and of {@link Sessions#open}.
     */
    public Mono<Opened> begin(Caller caller, Offer offer) {
        String key = offer.key();
        return wanted(caller, offer)
                .flatMap(what -> key == null
                        ? sessions.open(caller, what).map(session -> new Opened(session, true))
                        : sessions.open(caller, what, key).doOnNext(opened -> refuseOther(what, opened)));
    }

    private Mono<NewSession> wanted(Caller caller, Offer offer) {
        return destination
                .of(caller, offer.label())
                .map(repository -> new NewSession(
                        new FileName(offer.file()),
                        offer.sizeBytes(),
                        offer.sha256(),
                        TaskJson.write(Purpose.of(repository, offer))));
    }

    /** A key is for one upload; what is complete tells the digest that came, announced or not. */
    private static void refuseOther(NewSession wanted, Opened opened) {
        NewSession there = opened.session().what();
        boolean isSame = there.file().equals(wanted.file())
                && there.sizeBytes() == wanted.sizeBytes()
                && purpose(there).equals(purpose(wanted))
                && (wanted.sha256() == null || wanted.sha256().equals(there.sha256()));
        if (!isSame) {
            throw new Refused(
                    SessionFault.SESSION_KEY_REUSED,
                    "upload '" + opened.session().id() + "' of '" + there.file()
                            + "' bears this Idempotency-Key; another upload needs another one");
        }
    }

    private static Purpose purpose(NewSession what) {
        return TaskJson.read(what.purpose(), Purpose.class);
    }

    /** Finds an upload, as {@link Sessions#locate} does. */
    public Mono<Located> locate(Caller caller, SessionId id) {
        return sessions.locate(caller, id);
    }

    /**
     * Takes bytes, as {@link Sessions#append} does; after the last one has the package added and waits for what its
     * sender wanted, with the faults of {@link Arrivals#receive}. A cancel keeps what came; a begun addition goes on.
     */
    public Mono<Progress> append(Caller caller, Session session, Piece piece, Duration patience) {
        if (session.isOpen()) {
            return sessions.append(session, piece).flatMap(now -> progress(caller, now, patience));
        }
        if (piece.offset() != session.offsetBytes() || piece.declaredBytes().orElse(0) > 0) {
            return Mono.error(new Refused(
                    SessionFault.OTHER_OFFSET,
                    "upload '" + session.id() + "' is complete with " + session.offsetBytes() + " bytes"));
        }
        return progress(caller, session, patience);
    }

    /** Reads a body for nothing, as {@link Sessions#drop} does, and emits the upload as it is then. */
    public Mono<Session> drop(Caller caller, Session session, Piece piece) {
        return sessions.drop(session, piece)
                .then(Mono.defer(() -> sessions.locate(caller, session.id())))
                .map(Located::session);
    }

    /**
     * How far an upload is. One that has all its bytes is added first, as by its last piece; where it was refused, that
     * is the fault. Repeatable.
     */
    public Mono<Progress> look(Caller caller, Session session, Duration patience) {
        Mono<Session> now = session.isOpen() ? sessions.look(session) : Mono.just(session);
        return now.flatMap(present -> progress(caller, present, patience));
    }

    /** Ends an upload; one whose package is accepted is only forgotten. */
    public Mono<Void> end(Session session) {
        return sessions.end(session);
    }

    private Mono<Progress> progress(Caller caller, Session session, Duration patience) {
        Purpose purpose = purpose(session.what());
        if (!session.isWhole()) {
            return Mono.just(new Progress(session, purpose.remark(), null));
        }
        return closed(caller, session, purpose)
                .flatMap(closed -> arrival(caller, closed, purpose, patience)
                        .map(arrival -> new Progress(closed, purpose.remark(), arrival))
                        .defaultIfEmpty(new Progress(closed, purpose.remark(), null)));
    }

    private Mono<Session> closed(Caller caller, Session session, Purpose purpose) {
        return session.isOpen()
                ? sessions.close(session, directory(session), file -> accepted(caller, session, purpose, file))
                        .switchIfEmpty(Mono.defer(() -> closedMeanwhile(caller, session)))
                : Mono.just(session);
    }

    private Mono<Session> closedMeanwhile(Caller caller, Session session) {
        return sessions.locate(caller, session.id())
                .map(Located::session)
                .filter(found -> !found.isOpen())
                .switchIfEmpty(Mono.error(() -> moved(session)));
    }

    private Mono<Session> accepted(Caller caller, Session session, Purpose purpose, UploadedFile file) {
        Source source = new Source(file.directory(), file.name());
        String sha256 = file.blob().digests().sha256();
        Addition how = new Addition(false, purpose.replaces());
        List<AcceptedFile> files = List.of(AcceptedFile.uploaded(file));
        return caller.required(how.entrance(purpose.repository()).some())
                .then(Members.repository(catalog, purpose.repository()))
                .delayUntil(found -> desk.vetting().required(caller, Entrance.to(found, how.role()), files))
                .delayUntil(found -> destination.admit(caller, found, files))
                .map(found -> Members.addition(Target.of(found), source, how))
                .flatMap(request -> request.asked(caller, Listing.LISTED))
                .flatMap(task -> desk.tasks().admitted(desk.atomically().transact(together(task, session, file))))
                .map(task -> session.closed(task.id().value(), sha256));
    }

    /** The task, its file, and the end of the session. */
    private Mono<Task> together(NewTask task, Session session, UploadedFile file) {
        return desk.atomically()
                .accept(task)
                .delayUntil(accepted -> desk.holdings()
                        .record(List.of(
                                new AcceptedFile(accepted.id().value(), file.directory(), file.name(), file.blob()))))
                .delayUntil(accepted -> desk.store()
                        .close(
                                session,
                                accepted.id().value(),
                                file.blob().digests().sha256())
                        .switchIfEmpty(Mono.error(() -> moved(session))));
    }

    private Mono<Arrival> arrival(Caller caller, Session session, Purpose purpose, Duration patience) {
        Long task = session.task();
        String sha256 = session.what().sha256();
        return task == null || sha256 == null
                ? Mono.empty()
                : desk.tasks()
                        .findUnlisted(new TaskId(task))
                        .flatMap(accepted -> following.arrival(
                                caller,
                                new Sent(
                                        new RepositoryId(purpose.id()),
                                        directory(session),
                                        sha256,
                                        accepted,
                                        purpose.until(),
                                        patience)));
    }

    private static String directory(Session session) {
        return Arrivals.DIRECTORIES + session.id();
    }

    private static Refused moved(Session session) {
        return new Refused(
                SessionFault.SESSION_MOVED,
                "upload '" + Fault.bounded(session.id().value()) + "' changed hands; ask for its offset again");
    }

    /** What accepts an addition. */
    public record Desk(Tasks tasks, Atomically atomically, Holdings holdings, SessionStore store, Vetting vetting) {}

    /** What a session is for, as its row has it. */
    record Purpose(long id, String repository, boolean replaces, Until until, String remark) {
        static Purpose of(Repository repository, Offer offer) {
            return new Purpose(
                    repository.id().value(), repository.name(), offer.replaces(), offer.until(), offer.remark());
        }
    }
}
