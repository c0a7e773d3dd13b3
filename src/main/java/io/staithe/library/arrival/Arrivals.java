package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.Members.Addition;
import io.staithe.library.addition.Source;
import io.staithe.library.arrival.Following.Sent;
import io.staithe.queue.Listing;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Packages that come into a repository by one call: received, added, and where the sender waits for it published.
 *
 * <p>The file goes through an upload directory of its own, whose name nobody can guess, and which is gone when the call
 * is answered with a receipt or a refusal. Repeating is safe: equal bytes that the repository has are answered with the
 * receipt of their first addition.
 */
public final class Arrivals {
    /** Below which each upload of its own has its directory. */
    static final String DIRECTORIES = "v1/";

    private final Catalog catalog;
    private final Uploads uploads;
    private final Members members;
    private final Following following;

    /** Arrivals through these use cases. */
    public Arrivals(Catalog catalog, Uploads uploads, Members members, Following following) {
        this.catalog = catalog;
        this.uploads = uploads;
        this.members = members;
        this.following = following;
    }

    /**
     * Receives a package, has it added, and waits as far and as long as the sender wants; then emits how far it came.
     *
     * <p>Before the body is subscribed to: {@code UNKNOWN_REPOSITORY}, {@code NOT_A_PACKAGE_NAME}, and what admission
     * refuses. After it: {@code DIGEST_MISMATCH}; {@code PACKAGE_REFUSED} for what inspection refuses;
     * {@code PACKAGE_DIFFERS} where other bytes are there, with both digests. A publish that fails is no fault: its task
     * tells. A cancel before the acceptance leaves nothing; later the addition goes on.
     */
    public Mono<Arrival> receive(Caller caller, Sending sending) {
        return Mono.defer(() -> Destination.of(
                        catalog, sending.repository(), sending.file().name()))
                .flatMap(repository -> Mono.usingWhen(
                                Mono.fromSupplier(() -> DIRECTORIES + UUID.randomUUID()),
                                directory -> accepted(caller, sending, repository, directory),
                                directory -> Mono.empty(),
                                (directory, failure) -> uploads.deleteDirectory(caller, directory),
                                directory -> uploads.deleteDirectory(caller, directory))
                        .flatMap(sent -> following.arrival(caller, sent)));
    }

    private Mono<Sent> accepted(Caller caller, Sending sending, Repository repository, String directory) {
        Source source = new Source(directory, sending.file().name());
        Addition how = new Addition(false, sending.replaces());
        return uploads.receive(caller, directory, Flux.just(sending.file()), sending.declaredBytes())
                .flatMap(received -> members.add(caller, repository.name(), source, how, Listing.LISTED)
                        .map(task -> new Sent(
                                repository.id(),
                                directory,
                                received.get(0).blob().digests().sha256(),
                                task,
                                sending.until(),
                                sending.patience())));
    }
}
