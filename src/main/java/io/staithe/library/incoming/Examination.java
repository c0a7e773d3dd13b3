package io.staithe.library.incoming;

import static java.util.stream.Collectors.toSet;

import io.staithe.deb.Control;
import io.staithe.deb.PackageKind;
import io.staithe.deb.upload.Changes;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.change.ChangeFault;
import io.staithe.library.inclusion.Examiner;
import io.staithe.library.inclusion.Examiner.Upload;
import io.staithe.library.task.Payloads.Target;
import io.staithe.pool.Blob;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Decides whether an upload is taken: signed by whom the repository lets upload, all listed files there with the listed
 * bytes, each of them a package of the announced source and version, a part of one, or build information.
 */
public final class Examination {
    private final Examiner examiner;
    private final Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections;

    /** An examination; {@code inspections} gives the verdict on each suspect. */
    public Examination(Examiner examiner, Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections) {
        this.examiner = examiner;
        this.inspections = inspections;
    }

    /** What a {@code .changes} file announces; refuses one that nobody signed who may upload it. */
    Mono<Upload> announced(Target target, Blob changes) {
        return examiner.announced(target.name(), changes)
                .doOnNext(upload -> upload.changes().refuseOtherThanUpload());
    }

    /** The listed files, in their order, of these by name; refuses an upload that is not whole. */
    Mono<List<AcceptedFile>> checked(Changes changes, Map<String, AcceptedFile> files) {
        return Mono.fromCallable(() -> Examiner.whole(changes, files))
                .delayUntil(whole -> controls(whole).doOnNext(controls -> check(changes, whole, controls)));
    }

    private Mono<Map<AcceptedFile, Control>> controls(List<AcceptedFile> files) {
        Map<AcceptedFile, Suspect> suspects = new LinkedHashMap<>();
        files.forEach(file -> suspect(file).ifPresent(suspect -> suspects.put(file, suspect)));
        if (suspects.isEmpty()) {
            return Mono.error(() ->
                    new Refused(IncomingFault.NO_PACKAGES, "the .changes file lists no package, so nothing is added"));
        }
        return inspections.apply(Set.copyOf(suspects.values())).map(verdicts -> {
            Map<AcceptedFile, Control> controls = new LinkedHashMap<>();
            suspects.forEach((file, suspect) ->
                    controls.put(file, control(file, Objects.requireNonNull(verdicts.get(suspect)))));
            return controls;
        });
    }

    private static Optional<Suspect> suspect(AcceptedFile file) {
        return PackageKind.ofFileName(file.name()).map(kind -> new Suspect(file.blob(), kind));
    }

    private static Control control(AcceptedFile file, Verdict verdict) {
        return verdict.fold(Verdict.Passed::control, failed -> {
            throw new Refused(ChangeFault.PACKAGE_REFUSED, "'" + Fault.bounded(file.name()) + "': " + failed.message());
        });
    }

    private static void check(Changes changes, List<AcceptedFile> files, Map<AcceptedFile, Control> controls) {
        controls.forEach((file, control) -> refuseStranger(changes, file, control));
        Set<String> parts = controls.values().stream()
                .flatMap(control -> control.files().stream())
                .map(Control.SourceFile::name)
                .collect(toSet());
        files.stream()
                .filter(file ->
                        !controls.containsKey(file) && !file.isBuildInformation() && !parts.contains(file.name()))
                .findFirst()
                .ifPresent(file -> {
                    throw new Refused(
                            IncomingFault.NO_PLACE_IN_AN_ARCHIVE,
                            "file '" + Fault.bounded(file.name())
                                    + "' is neither a package nor build information, and no"
                                    + " .dsc of the upload names it");
                });
    }

    private static void refuseStranger(Changes changes, AcceptedFile file, Control control) {
        if (!changes.announces(control) || !changes.isOfSource(control)) {
            throw new Refused(
                    IncomingFault.NOT_OF_THE_UPLOAD,
                    "'" + Fault.bounded(file.name()) + "' is " + control.name() + " for " + control.architecture()
                            + " of source " + control.source() + " " + control.sourceVersion()
                            + "; the .changes file announces source " + Fault.bounded(changes.source()) + " "
                            + changes.sourceVersion() + " for "
                            + Fault.bounded(String.join(" ", changes.architectures())) + " with "
                            + Fault.bounded(String.join(" ", changes.binaries())));
        }
    }
}
