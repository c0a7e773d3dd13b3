package io.staithe.library.change;

import static java.util.stream.Collectors.toSet;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.Members;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Entrance;
import io.staithe.library.addition.Gate;
import io.staithe.library.addition.Vetting;
import io.staithe.library.change.ChangePayloads.Change;
import io.staithe.library.change.ChangePayloads.Part;
import io.staithe.library.change.ChangePayloads.Take;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Request;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accepts changes of one repository or several: all of it happens, in one transaction, or nothing. */
public final class Changes {
    /** The task kind. */
    public static final String CHANGE = "repository.change";

    private final Catalog catalog;
    private final KnownBytes bytes;
    private final Desk desk;

    /** Changes through these. */
    public Changes(Catalog catalog, KnownBytes bytes, Desk desk) {
        this.catalog = catalog;
        this.bytes = bytes;
        this.desk = desk;
    }

    /**
     * Accepts a change, with the bytes that it adds fixed; emits the task. At once: {@code NOTHING_TO_CHANGE},
     * {@code REPOSITORY_TWICE}, {@code TAKEN_FROM_ITSELF}, {@code UNKNOWN_REPOSITORY}, {@code UNKNOWN_BYTES},
     * {@code REFUSED_BY_POLICY}. The task fails, and changes nothing, with that, {@code QUOTA_EXCEEDED},
     * {@code UNKNOWN_PACKAGE} for a key that is not where it should be, {@code PACKAGE_DIFFERS}, {@code PLACE_TWICE},
     * {@code PACKAGE_REFUSED}. What is there already is fine. It takes {@code upload} for each package that comes,
     * {@code manage} where it replaces or goes, and {@code read} where it is taken from.
     */
    public Mono<Task> submit(Caller caller, List<Wanted> wanted, Listing listing) {
        return caller.required(needs(wanted))
                .then(Mono.fromRunnable(() -> refuseNonsense(wanted)))
                .then(Mono.defer(() -> change(wanted)))
                .zipWhen(change -> held(caller, change))
                .delayUntil(known -> vetted(caller, wanted, known.getT2()))
                .delayUntil(known -> gated(caller, wanted, known.getT2()))
                .flatMap(known -> desk.tasks()
                        .admitted(accepted(caller, known.getT1(), known.getT2().values(), listing)));
    }

    private static List<Need> needs(List<Wanted> wanted) {
        return wanted.stream()
                .flatMap(part -> Stream.concat(
                        Stream.concat(Stream.of(part.entrance().some()), part.keyed(part.entrance(), part.exit())),
                        part.takes().stream().map(take -> Need.some(Role.READ, take.from()))))
                .toList();
    }

    /** What takes the component, which the repository tells, and the names of packages, which their bytes tell. */
    private Mono<Void> vetted(Caller caller, List<Wanted> wanted, Map<String, Holding> held) {
        return Flux.fromIterable(wanted)
                .filter(part -> !part.exit().isOpenTo(caller))
                .concatMap(part ->
                        catalog.repository(part.repository()).flatMap(found -> vetted(caller, part, found, held)))
                .then();
    }

    private Mono<Void> gated(Caller caller, List<Wanted> wanted, Map<String, Holding> held) {
        return Flux.fromIterable(wanted)
                .filter(part -> !part.adds().isEmpty())
                .concatMap(part -> catalog.repository(part.repository())
                        .flatMap(found -> desk.gate().required(caller, found, files(part, held))))
                .then();
    }

    private static List<AcceptedFile> files(Wanted part, Map<String, Holding> held) {
        return part.adds().stream()
                .map(sha256 -> file(Objects.requireNonNull(held.get(sha256))))
                .toList();
    }

    private Mono<Void> vetted(Caller caller, Wanted part, Repository found, Map<String, Holding> held) {
        Entrance entrance = Entrance.to(found, part.entrance().role());
        Entrance exit = Entrance.to(found, Role.MANAGE);
        return caller.required(part.keyed(entrance, exit).toList())
                .then(desk.vetting().required(caller, entrance, files(part, held)));
    }

    private static void refuseNonsense(List<Wanted> wanted) {
        if (wanted.isEmpty() || wanted.stream().anyMatch(Wanted::isEmpty)) {
            throw new Refused(ChangeFault.NOTHING_TO_CHANGE, "each repository needs something to add, remove or take");
        }
        Set<String> names = new HashSet<>();
        for (Wanted part : wanted) {
            if (!names.add(part.repository())) {
                throw new Refused(
                        ChangeFault.REPOSITORY_TWICE,
                        "repository '" + Fault.bounded(part.repository()) + "' must be named once");
            }
            if (part.takes().stream().anyMatch(take -> take.from().equals(part.repository()))) {
                throw new Refused(
                        ChangeFault.TAKEN_FROM_ITSELF,
                        "repository '" + Fault.bounded(part.repository()) + "' must take from another one");
            }
        }
    }

    private Mono<Change> change(List<Wanted> wanted) {
        return Flux.fromIterable(wanted)
                .concatMap(this::part)
                .sort(Comparator.comparingLong(part -> part.target().id()))
                .collectList()
                .map(Change::new);
    }

    private Mono<Part> part(Wanted wanted) {
        return Members.target(catalog, wanted.repository())
                .zipWhen(target -> Flux.fromIterable(wanted.takes())
                        .concatMap(take ->
                                Members.target(catalog, take.from()).map(from -> new Take(from, texts(take.keys()))))
                        .collectList())
                .map(found -> new Part(
                        found.getT1(), wanted.adds(), texts(wanted.removes()), found.getT2(), wanted.replaces()));
    }

    private static List<String> texts(List<?> keys) {
        return keys.stream().map(Object::toString).toList();
    }

    private Mono<Map<String, Holding>> held(Caller caller, Change change) {
        Set<String> digests =
                change.parts().stream().flatMap(part -> part.adds().stream()).collect(toSet());
        return bytes.find(caller, digests).doOnNext(found -> digests.forEach(digest -> refuse(digest, found)));
    }

    private static void refuse(String sha256, Map<String, Holding> found) {
        Holding holding = found.get(sha256);
        if (holding == null) {
            throw new Refused(
                    ChangeFault.UNKNOWN_BYTES,
                    "no package of SHA-256 " + sha256 + " is here that you may read: upload it");
        }
        if (PackageKind.ofFileName(holding.name())
                .filter(kind -> kind != PackageKind.SOURCE)
                .isEmpty()) {
            throw new Refused(
                    ChangeFault.PACKAGE_REFUSED,
                    "'" + Fault.bounded(holding.name()) + "' is no binary package; a source package is taken by key"
                            + " from a repository that has it");
        }
    }

    private Mono<Task> accepted(Caller caller, Change change, Collection<Holding> held, Listing listing) {
        return request(change)
                .asked(caller, listing)
                .flatMap(task -> desk.vetting()
                        .accepted(task, held.stream().map(Changes::file).toList()));
    }

    private static Request request(Change change) {
        String names = change.parts().stream().map(part -> part.target().name()).collect(Collectors.joining(", "));
        return new Request(
                CHANGE,
                change,
                "Change " + names,
                change.targets().stream()
                        .map(target -> Lanes.repository(target.repository()))
                        .toList());
    }

    private static AcceptedFile file(Holding holding) {
        return new AcceptedFile(0, holding.directory(), holding.name(), holding.blob());
    }

    /** Where changes are accepted. */
    public record Desk(Tasks tasks, Vetting vetting, Gate gate) {}
}
