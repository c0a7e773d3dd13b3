package io.staithe.library.copy;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.Repositories.NewRepository;
import io.staithe.library.copy.CopyPayloads.Copy;
import io.staithe.library.copy.CopyPayloads.Fill;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.Request;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Use cases that copy packages; each emits the accepted task. */
public final class Copies {
    /** The task kinds. */
    public static final String COPY = "package.copy";

    public static final String FILL = "repository.create-from-snapshot";

    private final Catalog catalog;
    private final SnapshotCatalog snapshots;
    private final Tasks tasks;

    /** Use cases on a catalogue. */
    public Copies(Catalog catalog, SnapshotCatalog snapshots, Tasks tasks) {
        this.catalog = catalog;
        this.snapshots = snapshots;
        this.tasks = tasks;
    }

    /**
     * Puts packages of one repository into another; those that are there already are fine. The task's value is JSON:
     * {@code added warnings}, arrays of text. Unknown repositories, and one copied into itself, are refused at once. A
     * query that is none, that nothing fits, or without architectures to resolve dependencies for, and other bytes in
     * the place of a package fail the task. It takes {@code upload} on all of the destination: what fits the query is
     * found when the task runs.
     */
    public Mono<Task> copy(Caller caller, Wanted wanted, Listing listing) {
        return caller.required(Need.whole(Role.UPLOAD, wanted.destination()), Need.some(Role.READ, wanted.origin()))
                .then(target(wanted.destination(), CopyFault.UNKNOWN_DESTINATION, "dest repo error: "))
                .zipWhen(destination -> target(wanted.origin(), CopyFault.UNKNOWN_ORIGIN, "src repo error: "))
                .map(found -> copying(new Copy(found.getT1(), found.getT2(), wanted.query(), wanted.how())))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private Mono<Target> target(String name, CopyFault unknown, String words) {
        return catalog.repository(name)
                .map(Target::of)
                .switchIfEmpty(Mono.error(() -> new Refused(
                        unknown, words + RepositoryChanges.unknown(name).getMessage())));
    }

    private static Request copying(Copy copy) {
        if (copy.destination().id() == copy.origin().id()) {
            throw new Refused(CopyFault.SAME_REPOSITORY, "dest and source are identical");
        }
        List<Lane> changes = Stream.of(copy.destination(), copy.origin())
                .map(target -> Lanes.repository(target.repository()))
                .toList();
        String title = "Copy packages from repo " + copy.origin().name() + " to repo "
                + copy.destination().name();
        return new Request(COPY, copy, title, changes);
    }

    /**
     * Makes a repository that holds what a snapshot holds. The task's value is the repository as {@code Repositories}
     * tells it; a living one of that name fails the task with {@code REPOSITORY_EXISTS}. An unknown snapshot is refused
     * at once.
     */
    public Mono<Task> fill(Caller caller, NewRepository repository, String snapshot, Listing listing) {
        return caller.required(Need.whole(Role.MANAGE, repository.name()), Need.some(Role.READ, snapshot))
                .then(snapshots.snapshot(snapshot))
                .map(found -> filling(repository, new Source(found.id(), found.name())))
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.UNKNOWN_SNAPSHOT,
                        "source snapshot not found: snapshot with name " + Fault.bounded(snapshot) + " not found")))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request filling(NewRepository repository, Source snapshot) {
        return new Request(
                FILL,
                new Fill(repository.description(), snapshot),
                "Create repository " + repository.name(),
                List.of(Lanes.repositoryName(repository.name()), Lanes.snapshot(snapshot.name())));
    }

    /**
     * A copy as it is asked for.
     *
     * @param destination the name of the repository that packages are put into
     * @param origin the name of the one that they are taken from
     * @param query which ones, in aptly's language
     */
    public record Wanted(String destination, String origin, String query, Manner how) {}

    /**
     * How to copy.
     *
     * @param withDependencies whether what packages need, and the destination does not have, comes along
     * @param preview whether nothing is changed, only told
     */
    public record Manner(boolean withDependencies, boolean preview) {}
}
