package io.staithe.library.change;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.staithe.access.Caller;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Shelves.Known;
import io.staithe.catalog.Stocked;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Additions;
import io.staithe.library.change.ChangePayloads.Change;
import io.staithe.library.change.ChangePayloads.Part;
import io.staithe.library.change.ChangePayloads.Take;
import io.staithe.library.policy.Admittance;
import io.staithe.library.policy.Entrant;
import io.staithe.library.policy.Policing.Presence;
import io.staithe.library.task.Placements;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes changes. In one transaction all repositories are opened, in the order of their rows, those that packages are
 * taken from too; then everything is read, then decided, then written. A refusal rolls all of it back.
 */
public final class Changing {
    private final RepositoryChanges changes;
    private final Additions.Desk desk;
    private final Placements placements;
    private final Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections;

    /**
     * Changes through these.
     *
     * @param inspections gives the verdict on each of these
     */
    public Changing(
            RepositoryChanges changes,
            Additions.Desk desk,
            Placements placements,
            Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections) {
        this.changes = changes;
        this.desk = desk;
        this.placements = placements;
        this.inspections = inspections;
    }

    /** Performs one task. */
    public Mono<Void> change(Task task) {
        Change change = TaskJson.read(task.payload(), Change.class);
        return desk.files()
                .of(List.of(task.id()))
                .collectList()
                .flatMap(files -> inspected(files)
                        .flatMap(found -> placements.asking(changes.changeAll(
                                change.targets(), opened -> made(new Work(task, change, files, found), opened)))));
    }

    private Mono<Map<String, NewPackage>> inspected(List<AcceptedFile> files) {
        Map<AcceptedFile, Suspect> suspects = files.stream()
                .collect(toMap(
                        file -> file,
                        file -> new Suspect(
                                file.blob(), PackageKind.ofFileName(file.name()).orElseThrow())));
        Mono<Map<Suspect, Verdict>> verdicts =
                suspects.isEmpty() ? Mono.just(Map.of()) : inspections.apply(Set.copyOf(suspects.values()));
        return verdicts.map(judge -> files.stream()
                .map(file -> judged(file, Objects.requireNonNull(judge.get(suspects.get(file)))))
                .collect(toMap(found -> found.blob().digests().sha256(), found -> found)));
    }

    private static NewPackage judged(AcceptedFile file, Verdict verdict) {
        return verdict.fold(passed -> NewPackage.binary(passed.control(), file.name(), file.blob()), failed -> {
            throw new Refused(ChangeFault.PACKAGE_REFUSED, "'" + Fault.bounded(file.name()) + "': " + failed.message());
        });
    }

    private Mono<List<Settlement>> made(Work work, List<Opened> opened) {
        Map<Long, Opened> byRow =
                opened.stream().collect(toMap(each -> each.repository().id().value(), each -> each));
        return stock(work)
                .flatMap(stock -> Flux.fromIterable(work.change().parts())
                        .concatMap(part -> planned(
                                part,
                                Objects.requireNonNull(byRow.get(part.target().id())),
                                work,
                                stock))
                        .collectList())
                .delayUntil(plans -> Flux.fromIterable(plans).concatMap(plan -> write(work.task(), plan)))
                .delayUntil(plans -> release(work.files()))
                .map(plans -> List.of(settled(work.task(), plans)));
    }

    /** What all parts take, and what the catalogue knows of what they add; the bytes of all of it touched. */
    private Mono<Stock> stock(Work work) {
        List<PackageKey> taken = work.change().parts().stream()
                .flatMap(part -> part.takes().stream())
                .flatMap(take -> keys(take.keys()))
                .distinct()
                .toList();
        List<PackageKey> added =
                work.found().values().stream().map(NewPackage::key).toList();
        return placements
                .stocked(taken)
                .delayUntil(stocked -> touched(work.found().values(), stocked.values()))
                .zipWhen(stocked -> desk.shelves().known(added).collectMap(Known::key, Known::sha256))
                .map(found -> new Stock(found.getT1(), found.getT2()));
    }

    /** All at once, so that their rows are locked in one order: two changes never wait for each other. */
    private Mono<Void> touched(Collection<NewPackage> added, Collection<Stocked> taken) {
        Set<Long> blobs = Stream.concat(
                        added.stream().flatMap(NewPackage::blobs),
                        taken.stream().flatMap(stocked -> stocked.blobs().stream()))
                .collect(toSet());
        return desk.shelves()
                .touch(blobs)
                .collect(toSet())
                .filter(kept -> kept.containsAll(blobs))
                .switchIfEmpty(Mono.error(
                        () -> new Refused(CatalogFault.BYTES_GONE, "bytes of the change are not kept any more")))
                .then();
    }

    private Mono<Plan> planned(Part part, Opened opened, Work work, Stock stock) {
        List<NewPackage> added = part.adds().stream()
                .map(digest -> Objects.requireNonNull(work.found().get(digest)))
                .toList();
        List<Stocked> taken = part.takes().stream()
                .flatMap(take -> keys(take.keys()))
                .distinct()
                .map(key -> Objects.requireNonNull(stock.stocked().get(key)))
                .toList();
        List<PackageKey> removed = keys(part.removes()).toList();
        Plan.Wishes wishes = new Plan.Wishes(removed, added, taken, stock.known(), part.replaces());
        return Flux.fromIterable(part.takes())
                .concatMap(this::refuseAbsent)
                .then(Mono.defer(() -> desk.shelves()
                        .members(opened.repository().id(), wishes.slots())
                        .collectList()))
                .flatMap(members -> admittance(opened, work.task().caller(), wishes, members)
                        .map(admittance -> Plan.of(opened, members, wishes, admittance)));
    }

    private Mono<Admittance> admittance(Opened opened, Caller caller, Plan.Wishes wishes, List<Member> members) {
        List<Member> gone = members.stream()
                .filter(member -> wishes.removed().contains(member.key()))
                .toList();
        Mono<List<Entrant>> entrants = desk.policing()
                .entrants(wishes.taken().stream().map(Stocked::key).toList(), caller.name())
                .map(taken -> Stream.concat(
                                wishes.added().stream().map(added -> Entrant.of(added, caller.name())), taken.stream())
                        .toList());
        return desk.policing().over(opened, entrants, new Presence(members, gone));
    }

    private Mono<Void> refuseAbsent(Take take) {
        List<PackageKey> wanted = keys(take.keys()).toList();
        return desk.shelves()
                .membersByKey(take.from().repository(), wanted)
                .map(Member::key)
                .collect(toSet())
                .doOnNext(present -> wanted.stream()
                        .filter(key -> !present.contains(key))
                        .findFirst()
                        .ifPresent(key -> {
                            throw Plan.absent(key, take.from().name());
                        }))
                .then();
    }

    private Mono<Void> write(Task task, Plan plan) {
        var entries = plan.entries(task);
        return desk.shelves()
                .write(plan.opened().repository().id(), plan.shelf())
                .then(Mono.defer(() -> desk.ledger().close(plan.opened(), entries.rows(), entries.events())));
    }

    private Mono<Void> release(List<AcceptedFile> files) {
        List<AcceptedFile> uploaded =
                files.stream().filter(file -> !file.directory().isEmpty()).toList();
        return desk.files()
                .release(
                        uploaded,
                        uploaded.stream()
                                .map(AcceptedFile::directory)
                                .distinct()
                                .toList());
    }

    private static Settlement settled(Task task, List<Plan> plans) {
        ChangeValue value = new ChangeValue(plans.stream().map(Plan::changed).toList());
        String output = plans.stream().map(Plan::output).collect(Collectors.joining());
        return Settlement.succeeded(task, TaskJson.write(value), output);
    }

    private static Stream<PackageKey> keys(List<String> texts) {
        return texts.stream().map(PackageKey::parse);
    }

    /**
     * A task and what it carries.
     *
     * @param found the packages that are added, by digest
     */
    private record Work(Task task, Change change, List<AcceptedFile> files, Map<String, NewPackage> found) {}

    private record Stock(Map<PackageKey, Stocked> stocked, Map<PackageKey, String> known) {}
}
