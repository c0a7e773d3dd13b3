package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageFileName;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.AnnouncedDigests;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Entrance;
import io.staithe.library.addition.Gate;
import io.staithe.library.arrival.Occupants.Occupant;
import io.staithe.library.policy.Policies;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Looks, before a body is read, whether it may become a package of a repository, and whether its sender may add it. */
public final class Destination {
    private final Catalog catalog;
    private final Occupants occupants;
    private final Tasks tasks;
    private final Gate gate;

    /** Destinations of a catalogue, whose additions are tasks. */
    public Destination(Catalog catalog, Occupants occupants, Tasks tasks, Gate gate) {
        this.catalog = catalog;
        this.occupants = occupants;
        this.tasks = tasks;
        this.gate = gate;
    }

    /**
     * The repository, which the caller is asked for first, and for the package that the file's name tells: what the
     * file holds is asked when it is accepted. {@code NOT_A_PACKAGE_NAME} by the file's name;
     * {@code UNKNOWN_REPOSITORY}; {@code QUEUE_FULL}; {@code REFUSED_BY_POLICY} where the name tells of a broken rule
     * and the repository has nothing of that name, version and architecture; {@code PACKAGE_DIFFERS} where a digest was
     * announced and the repository has other bytes as what the file's name says it is, unless they are to give way, or
     * a change of it waits. Repeatable.
     */
    Mono<Repository> of(Caller caller, Label label) {
        return caller.required(label.needs())
                .then(Mono.fromRunnable(() -> refuseName(label.file())))
                .then(Mono.defer(tasks::room))
                .then(Mono.defer(() -> catalog.repository(label.repository())))
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(label.repository())))
                .delayUntil(repository -> broken(repository, label))
                .delayUntil(repository -> conflict(repository, label));
    }

    /** What is there may be sent again, whatever was ruled since. */
    private Mono<Void> broken(Repository repository, Label label) {
        Policies policies = Policies.of(repository);
        Optional<PackageFileName> name =
                policies.allowEverything() ? Optional.empty() : PackageFileName.parse(label.file());
        return Mono.justOrEmpty(name.flatMap(policies::refusal))
                .delayUntil(refusal -> occupants
                        .named(repository.id(), name.orElseThrow())
                        .hasElements()
                        .filter(there -> !there)
                        .flatMap(none -> gate.refused(refusal)))
                .then();
    }

    /** What {@link Gate#required} does, of what came for a repository. */
    Mono<Void> admit(Caller caller, Repository repository, List<AcceptedFile> files) {
        return gate.required(caller, repository, files);
    }

    /** The repository, where it has these bytes now; else empty. */
    Mono<Repository> ifHolds(Repository repository, String sha256) {
        return occupants.holding(repository.id(), sha256).map(there -> repository);
    }

    private static void refuseName(String fileName) {
        if (PackageKind.ofFileName(fileName)
                .filter(kind -> kind != PackageKind.SOURCE)
                .isEmpty()) {
            throw new Refused(
                    ArrivalFault.NOT_A_PACKAGE_NAME,
                    "the name of '" + Fault.bounded(fileName) + "' must end in .deb, .udeb or .ddeb; a source package"
                            + " comes with its files, by way of an upload directory");
        }
    }

    /**
     * What was accepted before and has not run may take what differs away: then the body is read, and its task decides.
     */
    private Mono<Void> conflict(Repository repository, Label label) {
        if (label.replaces() || label.announced().equals(AnnouncedDigests.NONE)) {
            return Mono.empty();
        }
        Mono<Refused> differs = Mono.justOrEmpty(PackageFileName.parse(label.file()))
                .flatMapMany(name -> occupants.named(repository.id(), name))
                .concatMap(there -> Mono.justOrEmpty(refusal(there, label.announced())))
                .next();
        return differs.flatMap(seen -> occupants.isToChange(Lanes.repository(repository.id())))
                .filter(waits -> !waits)
                .flatMap(idle -> differs)
                .flatMap(Mono::error);
    }

    private static Optional<Refused> refusal(Occupant there, AnnouncedDigests announced) {
        return announced
                .difference(there.digests())
                .map(difference -> new Refused(
                        CatalogFault.PACKAGE_DIFFERS,
                        "other bytes are there as " + there.identity() + ": " + difference.algorithm() + " "
                                + difference.actual() + " is there, " + difference.announced()
                                + " is announced; replace=true takes the new ones"));
    }

    /**
     * What a client says of a package before it sends it.
     *
     * @param repository the name of the repository
     * @param file its base name
     * @param announced its digests
     * @param replaces whether other bytes of the same name, version and architecture give way
     */
    record Label(String repository, String file, AnnouncedDigests announced, boolean replaces) {
        private List<Need> needs() {
            return Entrance.to(repository, Entrance.role(replaces)).ofFile(file);
        }
    }
}
