package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Repository;
import io.staithe.fault.Fault;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.Members.Addition;
import io.staithe.library.addition.Acceptance;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Source;
import io.staithe.library.arrival.Following.Sent;
import io.staithe.library.change.ChangeFault;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Packages that come into a repository by one call: received, added, and where the sender waits for it published.
 *
 * <p>The file is recorded with the task that adds it. Where that cannot be at once, it goes through an upload directory
 * of its own, whose name nobody can guess, and which is gone when the call is answered with a receipt or a refusal.
 * Repeating is safe: equal bytes that the repository has are answered with the receipt of their first addition.
 */
public final class Arrivals {
    /** Below which each upload of its own has its directory. */
    static final String DIRECTORIES = "v1/";

    private final Destination destination;
    private final Uploads uploads;
    private final Members members;
    private final Following following;
    private final Adoptions adoptions;

    /** Arrivals through these use cases. */
    public Arrivals(
            Destination destination, Uploads uploads, Members members, Following following, Adoptions adoptions) {
        this.destination = destination;
        this.uploads = uploads;
        this.members = members;
        this.following = following;
        this.adoptions = adoptions;
    }

    /**
     * Receives a package, has it added, and waits as far and as long as the sender wants; then emits how far it came.
     *
     * <p>Before the body is subscribed to: the faults of {@link Destination#of}, and what admission refuses. A body
     * that is held back is not subscribed to at all where the repository has bytes of the announced SHA-256. After it:
     * {@code DIGEST_MISMATCH}; {@code PACKAGE_REFUSED} for what inspection refuses; {@code REFUSED_BY_POLICY} and
     * {@code QUOTA_EXCEEDED} for what breaks a rule of the repository; {@code PACKAGE_DIFFERS} where other
     * bytes are there, with both digests. A publish that fails is no fault: its task tells. A cancel before the
     * last byte leaves nothing; later the addition goes on, or what was received is deleted.
     */
    public Mono<Arrival> receive(Caller caller, Sending sending) {
        return Mono.defer(() -> destination.of(caller, sending.label()))
                .flatMap(repository -> withoutBody(caller, sending, repository)
                        .switchIfEmpty(Mono.defer(() -> withBody(caller, sending, repository))));
    }

    /** Empty where the body is needed. */
    private Mono<Arrival> withoutBody(Caller caller, Sending sending, Repository repository) {
        String sha256 = sending.file().announced().sha256();
        if (!sending.isHeldBack() || sha256 == null) {
            return Mono.empty();
        }
        Adoption adoption =
                new Adoption(repository.name(), sha256, sending.replaces(), sending.until(), sending.patience());
        return destination
                .ifHolds(repository, sha256)
                .flatMap(there -> adoptions.adopt(caller, adoption))
                .onErrorResume(Arrivals::areBytesGone, gone -> Mono.empty());
    }

    /** The pool has lost them, or they were removed just now. */
    private static boolean areBytesGone(Throwable failure) {
        return failure instanceof Fault fault
                && (fault.code() == ChangeFault.UNKNOWN_BYTES || fault.code() == CatalogFault.BYTES_GONE);
    }

    private Mono<Arrival> withBody(Caller caller, Sending sending, Repository repository) {
        return Mono.usingWhen(
                        Mono.fromSupplier(() -> DIRECTORIES + UUID.randomUUID()),
                        directory -> accepted(caller, sending, repository, directory),
                        directory -> Mono.empty(),
                        (directory, failure) -> Mono.empty(),
                        directory -> uploads.deleteDirectory(caller, directory))
                .flatMap(sent -> following.arrival(caller, sent));
    }

    /**
     * What is not received leaves nothing. Mostly what is received is accepted in the transaction that records it; else
     * it is accepted afterwards, and where it is not it is deleted here.
     */
    private Mono<Sent> accepted(Caller caller, Sending sending, Repository repository, String directory) {
        AtomicReference<@Nullable Task> accepted = new AtomicReference<>();
        Source source = new Source(directory, sending.file().name());
        Addition how = new Addition(true, sending.replaces());
        return uploads.receive(
                        caller,
                        directory,
                        sending.file(),
                        sending.declaredBytes(),
                        file -> members.add(caller, repository, source, file, how)
                                .doOnNext(arrived -> accepted.set(arrived.task()))
                                .map(Acceptance.Arrived::file))
                .flatMap(received -> Mono.justOrEmpty(accepted.get())
                        .switchIfEmpty(Mono.defer(() -> acceptedLater(caller, sending, repository, received)))
                        .map(task -> new Sent(
                                repository.id(),
                                directory,
                                received.blob().digests().sha256(),
                                task,
                                sending.until(),
                                sending.patience())));
    }

    private Mono<Task> acceptedLater(Caller caller, Sending sending, Repository repository, UploadedFile received) {
        Source source = new Source(received.directory(), received.name());
        Addition how = new Addition(false, sending.replaces());
        return destination
                .admit(caller, repository, List.of(AcceptedFile.uploaded(received)))
                .then(Mono.defer(() -> members.add(caller, repository, source, how, Listing.LISTED)))
                .onErrorResume(refused -> uploads.deleteDirectory(caller, received.directory())
                        .onErrorComplete()
                        .then(Mono.error(refused)));
    }
}
