package io.staithe.library.inclusion;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.staithe.deb.Control;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Consignment;
import io.staithe.library.addition.Consignment.Parcel;
import io.staithe.library.addition.Remark;
import io.staithe.library.addition.Source;
import io.staithe.library.inclusion.Examiner.Announcement;
import io.staithe.library.inclusion.Inclusion.Destination;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Performs inclusions: each {@code .changes} file is taken or refused for itself, what is taken is one transaction. */
public final class InclusionTasks {
    private final AcceptedFiles files;
    private final Examiner examiner;
    private final Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections;
    private final Additions additions;

    /** Performs through these; {@code inspections} gives the verdict on each suspect. */
    public InclusionTasks(
            AcceptedFiles files,
            Examiner examiner,
            Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections,
            Additions additions) {
        this.files = files;
        this.examiner = examiner;
        this.inspections = inspections;
        this.additions = additions;
    }

    /** Performs one task. */
    public Mono<Void> include(Task task) {
        Inclusion inclusion = TaskJson.read(task.payload(), Inclusion.class);
        return files.of(List.of(task.id()))
                .collectList()
                .flatMap(accepted -> judged(inclusion, accepted))
                .flatMap(findings -> additions.include(task, findings.parts(inclusion), findings.remarks()));
    }

    private Mono<Findings> judged(Inclusion inclusion, List<AcceptedFile> accepted) {
        Findings findings = new Findings();
        if (!inclusion.found() && accepted.stream().noneMatch(inclusion::wants)) {
            findings.missing(inclusion);
        }
        Map<String, Map<String, AcceptedFile>> directories =
                accepted.stream().collect(groupingBy(AcceptedFile::directory, toMap(AcceptedFile::name, file -> file)));
        return Flux.fromIterable(accepted)
                .filter(file -> file.name().endsWith(Inclusions.SUFFIX) && inclusion.wants(file))
                .concatMap(
                        file -> judge(inclusion, file, directories.getOrDefault(file.directory(), Map.of()), findings))
                .then(Mono.just(findings));
    }

    private Mono<Void> judge(
            Inclusion inclusion, AcceptedFile file, Map<String, AcceptedFile> beside, Findings findings) {
        return Mono.fromCallable(() -> destination(inclusion, file))
                .flatMap(target -> examiner.examine(inclusion, target, file, beside))
                .flatMap(announcement -> restricted(announcement, findings))
                .onErrorResume(Refused.class, refused -> Mono.fromRunnable(() -> findings.refused(file, refused)));
    }

    private static Target destination(Inclusion inclusion, AcceptedFile file) {
        Target target = inclusion.target();
        if (target != null) {
            return target;
        }
        Optional<Destination> named = inclusion.destinations().stream()
                .filter(each -> each.path().equals(file.path())
                        && each.sha256().equals(file.blob().digests().sha256()))
                .findFirst();
        return named.map(Destination::target)
                .orElseThrow(() -> new Refused(
                        InclusionFault.BAD_TEMPLATE,
                        named.map(Destination::problem).orElse("the file was replaced while it was accepted")));
    }

    /** Leaves out packages that the file does not announce by name and architecture. */
    private Mono<Void> restricted(Announcement announcement, Findings findings) {
        List<Suspect> suspects = announcement.files().stream()
                .flatMap(file -> suspect(file).stream())
                .toList();
        Mono<Map<Suspect, Verdict>> verdicts = suspects.isEmpty() ? Mono.just(Map.of()) : inspections.apply(suspects);
        return verdicts.doOnNext(judge -> findings.taken(announcement, judge)).then();
    }

    private static Optional<Suspect> suspect(AcceptedFile file) {
        return PackageKind.ofFileName(file.name()).map(kind -> new Suspect(file.blob(), kind));
    }

    /** What becomes of the files, collected one after the other. Not safe for threads. */
    private static final class Findings {
        private final List<Remark> remarks = new ArrayList<>();
        private final List<Announcement> taken = new ArrayList<>();
        private final List<AcceptedFile> strangers = new ArrayList<>();

        void missing(Inclusion inclusion) {
            remarks.add(Remark.missing(new Source(inclusion.directory(), inclusion.file()).path()));
        }

        void refused(AcceptedFile file, Refused refused) {
            remarks.add(new Remark(
                    file.path(), "unable to process file " + Fault.bounded(file.name()) + ": " + refused.getMessage()));
        }

        void taken(Announcement announcement, Map<Suspect, Verdict> verdicts) {
            taken.add(announcement);
            announcement
                    .files()
                    .forEach(file -> suspect(file)
                            .flatMap(suspect -> stranger(announcement, verdicts.get(suspect)))
                            .ifPresent(control -> ignored(file, control)));
        }

        private static Optional<Control> stranger(Announcement announcement, @Nullable Verdict verdict) {
            return Objects.requireNonNull(verdict)
                    .<Optional<Control>>fold(passed -> Optional.of(passed.control()), failed -> Optional.empty())
                    .filter(control -> !announcement.upload().changes().announces(control));
        }

        private void ignored(AcceptedFile file, Control control) {
            strangers.add(file);
            remarks.add(new Remark(
                    file.path(),
                    control.name() + "_" + control.version() + "_" + control.architecture()
                            + " has been ignored as it doesn't match restriction"));
        }

        List<Remark> remarks() {
            return remarks;
        }

        /** What goes to each repository; a parcel with a stranger stays in its directory. */
        List<Consignment> parts(Inclusion inclusion) {
            Map<Target, List<Announcement>> byTarget = taken.stream().collect(groupingBy(Announcement::target));
            return byTarget.entrySet().stream()
                    .map(part -> new Consignment(
                            inclusion.addition(part.getKey()), files(part.getValue()), parcels(part.getValue())))
                    .toList();
        }

        private List<AcceptedFile> files(List<Announcement> announcements) {
            return announcements.stream()
                    .flatMap(announcement -> announcement.files().stream())
                    .filter(file -> !strangers.contains(file))
                    .distinct()
                    .sorted(Comparator.comparing(AcceptedFile::path))
                    .toList();
        }

        private List<Parcel> parcels(List<Announcement> announcements) {
            return announcements.stream()
                    .filter(announcement -> announcement.files().stream().noneMatch(strangers::contains))
                    .map(announcement -> new Parcel(
                            announcement.file(),
                            announcement.files(),
                            announcement.upload().signers()))
                    .toList();
        }
    }
}
