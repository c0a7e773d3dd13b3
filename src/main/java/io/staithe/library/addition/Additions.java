package io.staithe.library.addition;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.Shelves.Known;
import io.staithe.deb.PackageKey;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.library.addition.Lot.Arrived;
import io.staithe.library.policy.Admittance;
import io.staithe.library.policy.Entrant;
import io.staithe.library.policy.Policing;
import io.staithe.library.policy.Policing.Presence;
import io.staithe.library.task.Payloads;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.queue.Decided;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Adds uploaded packages to a repository.
 *
 * <p>The verdicts on all files of a batch are had before its transaction begins; in it about ten statements do the
 * work, whatever the size of the batch. A task whose every file is refused succeeds, and its report says so.
 */
public final class Additions implements TaskHandler {
    private final RepositoryChanges changes;
    private final Ledger ledger;
    private final Shelves shelves;
    private final AcceptedFiles files;
    private final Policing policing;
    private final Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections;
    private final Limits limits;

    /**
     * A handler of additions.
     *
     * @param inspections gives the verdict on each of these
     */
    public Additions(
            RepositoryChanges changes,
            Desk desk,
            Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections,
            Limits limits) {
        this.changes = changes;
        this.ledger = desk.ledger();
        this.shelves = desk.shelves();
        this.files = desk.files();
        this.policing = desk.policing();
        this.inspections = inspections;
        this.limits = limits;
    }

    @Override
    public String kind() {
        return limits.kind();
    }

    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public int batch() {
        return limits.batch();
    }

    @Override
    public Mono<Void> perform(List<Task> tasks) {
        return files.of(ids(tasks), limits.files() + 1)
                .collectList()
                .flatMap(found -> found.size() <= limits.files() ? add(tasks, found) : addInPortions(tasks));
    }

    private Mono<Void> addInPortions(List<Task> tasks) {
        return files.counts(ids(tasks))
                .flatMapIterable(counts -> portions(tasks, counts))
                .concatMap(portion -> files.of(ids(portion)).collectList().flatMap(found -> add(portion, found)))
                .then();
    }

    /** Cuts the tasks into transactions of a bounded number of files; a task is never cut. */
    private List<List<Task>> portions(List<Task> tasks, Map<TaskId, Long> counts) {
        List<List<Task>> portions = new ArrayList<>();
        long room = 0;
        for (Task task : tasks) {
            long count = counts.getOrDefault(task.id(), 0L);
            if (portions.isEmpty() || count > room) {
                portions.add(new ArrayList<>());
                room = limits.files();
            }
            portions.get(portions.size() - 1).add(task);
            room -= count;
        }
        return portions;
    }

    private Mono<Void> add(List<Task> tasks, List<AcceptedFile> accepted) {
        return Mono.fromCallable(() -> deliveries(tasks, accepted))
                .flatMap(this::inspect)
                .flatMap(lots -> {
                    Target target = lots.get(0).delivery().payload().target();
                    return catalogued(target.repository(), lots)
                            .flatMap(ahead -> policing.asking(
                                    changes.change(target, found(target.repository(), lots, ahead), this::shelved)));
                });
    }

    /** The packages that were written before the transaction. Where they could not be, it writes them. */
    private Mono<Map<PackageKey, Long>> catalogued(RepositoryId id, List<Lot> lots) {
        Stream<NewPackage> binaries = lots.stream().flatMap(Lot::binaries);
        return shelves.catalogue(id, NewPackage.undisputed(binaries)).onErrorReturn(Map.of());
    }

    private static List<Delivery> deliveries(List<Task> tasks, List<AcceptedFile> accepted) {
        Map<Long, List<AcceptedFile>> files = accepted.stream().collect(groupingBy(AcceptedFile::task));
        return tasks.stream()
                .map(task -> Delivery.of(task, files.getOrDefault(task.id().value(), List.of())))
                .toList();
    }

    private Mono<List<Lot>> inspect(List<Delivery> deliveries) {
        Set<Suspect> suspects = deliveries.stream().flatMap(Delivery::suspects).collect(toSet());
        Mono<Map<Suspect, Verdict>> verdicts = suspects.isEmpty() ? Mono.just(Map.of()) : inspections.apply(suspects);
        return verdicts.map(judge -> deliveries.stream()
                .map(delivery -> new Lot(delivery, delivery.judge(judge)))
                .toList());
    }

    private Mono<Decided> shelved(Opened opened, Found found) {
        return decided(opened, found).map(decision -> new Decided(decision.settlements(), write(opened, decision)));
    }

    private Mono<Decision> decided(Opened opened, Found found) {
        Presence presence = new Presence(found.stock().members(), List.of());
        return policing.over(opened, Mono.fromSupplier(found::entrants), presence)
                .map(admittance -> found.decide(opened, admittance, limits.root()));
    }

    private Mono<Decision> decided(Opened opened, List<Lot> lots) {
        return found(opened.repository().id(), lots, Map.of())
                .flatMap(found -> decided(opened, found))
                .delayUntil(decision -> write(opened, decision));
    }

    private Mono<Found> found(RepositoryId id, List<Lot> lots, Map<PackageKey, Long> ahead) {
        return arrivals(id, lots).flatMap(batch -> stock(id, batch, ahead).map(stock -> new Found(batch, stock)));
    }

    /**
     * Adds what was announced, to one repository or several, in one transaction that settles the task.
     *
     * @param parts of different repositories; may be empty
     * @param remarks what is told of files that no part has
     */
    public Mono<Void> include(Task task, List<Consignment> parts, List<Remark> remarks) {
        return include(task, parts, remarks, told -> {});
    }

    /** The same of one part, where nothing may be changed unless {@code check} lets it pass what came of it. */
    public Mono<Void> include(Task task, Consignment part, Consumer<AdditionValue> check) {
        return include(task, List.of(part), List.of(), check);
    }

    private Mono<Void> include(
            Task task, List<Consignment> parts, List<Remark> remarks, Consumer<AdditionValue> check) {
        List<Delivery> deliveries = parts.stream()
                .sorted(Comparator.comparingLong(part -> part.payload().target().id()))
                .map(part -> new Delivery(task, part.payload(), part.files(), part.parcels()))
                .toList();
        List<Target> targets =
                deliveries.stream().map(delivery -> delivery.payload().target()).toList();
        return inspect(deliveries)
                .flatMap(lots -> policing.asking(changes.changeAll(
                        targets,
                        opened -> included(lots, opened)
                                .map(decisions -> told(decisions, remarks))
                                .doOnNext(report -> check.accept(report.told()))
                                .map(report -> List.of(settled(task, report))))));
    }

    private Mono<List<Decision>> included(List<Lot> lots, List<Opened> opened) {
        return Flux.fromIterable(lots)
                .zipWithIterable(opened)
                .concatMap(part -> decided(part.getT2(), List.of(part.getT1())))
                .collectList();
    }

    private AddReport told(List<Decision> decisions, List<Remark> remarks) {
        AddReport report = new AddReport(limits.root());
        remarks.forEach(report::remark);
        decisions.stream().flatMap(decision -> decision.reports().stream()).forEach(report::append);
        return report;
    }

    private static Settlement settled(Task task, AddReport report) {
        return Settlement.succeeded(task, report.value(), report.output());
    }

    private Mono<List<Arrived>> arrivals(RepositoryId id, List<Lot> lots) {
        Set<String> elsewhere = lots.stream()
                .flatMap(lot -> lot.judged().stream())
                .flatMap(Judged::elsewhere)
                .collect(toSet());
        return shelves.sourceParts(id, elsewhere)
                .collectMap(blob -> blob.digests().sha256())
                .map(known -> lots.stream().map(lot -> lot.arrive(known)).toList());
    }

    private Mono<Stock> stock(RepositoryId id, List<Arrived> batch, Map<PackageKey, Long> ahead) {
        List<NewPackage> wanted = batch.stream()
                .flatMap(arrived -> arrived.arrivals().stream())
                .flatMap(Judged.Arrival::packages)
                .toList();
        Set<Long> blobs = wanted.stream().flatMap(NewPackage::blobs).collect(toSet());
        return Mono.zipDelayError(
                        shelves.touch(blobs).collect(toSet()),
                        shelves.members(
                                        id,
                                        wanted.stream().map(NewPackage::slot).toList())
                                .collectList(),
                        shelves.known(wanted.stream()
                                        .map(NewPackage::key)
                                        .filter(key -> !ahead.containsKey(key))
                                        .toList())
                                .collectMap(Known::key, Known::sha256),
                        shelves.present(ahead.values()).collect(toSet()))
                .map(found -> new Stock(found.getT1(), found.getT2(), found.getT3(), ahead, found.getT4()));
    }

    /** Sends it without waiting in between. */
    private Mono<Void> write(Opened opened, Decision decision) {
        return Mono.whenDelayError(
                shelves.write(opened.repository().id(), decision.shelf()),
                files.release(decision.released(), decision.directories()),
                ledger.close(
                        opened, decision.entries().rows(), decision.entries().events()));
    }

    private static List<TaskId> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }

    /** What arrived, and what the database says of it. */
    private record Found(List<Arrived> batch, Stock stock) {
        List<Entrant> entrants() {
            return batch.stream().flatMap(Arrived::entrants).toList();
        }

        Decision decide(Opened opened, Admittance admittance, String root) {
            return Decision.of(new Decision.Place(opened, stock, admittance), batch, root);
        }
    }

    /** The ports that an addition reads and writes, and who keeps the policies. */
    public record Desk(Ledger ledger, Shelves shelves, AcceptedFiles files, Policing policing) {}

    /**
     * How much is done at once, and what the reports show.
     *
     * @param kind the kind of task
     * @param batch the most tasks in one transaction
     * @param files the most files in one transaction, unless one task has more
     * @param root what reports show before upload directories
     */
    public record Limits(String kind, int batch, int files, String root) {}
}
