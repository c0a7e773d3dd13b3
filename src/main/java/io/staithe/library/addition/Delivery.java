package io.staithe.library.addition;

import static java.util.stream.Collectors.toMap;

import io.staithe.deb.Control;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.library.addition.Consignment.Parcel;
import io.staithe.library.policy.Admittance;
import io.staithe.library.policy.Refusal;
import io.staithe.library.task.Payloads.Add;
import io.staithe.library.task.TaskJson;
import io.staithe.publish.trust.TrustedKeys;
import io.staithe.queue.Task;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task with its accepted files.
 *
 * @param files in byte order of their paths
 * @param parcels which of them were announced together; none where nothing announced them
 */
record Delivery(Task task, Add payload, List<AcceptedFile> files, List<Parcel> parcels) {
    Delivery {
        files = List.copyOf(files);
        parcels = List.copyOf(parcels);
    }

    static Delivery of(Task task, List<AcceptedFile> files) {
        return new Delivery(task, TaskJson.read(task.payload(), Add.class), files, List.of());
    }

    /** What the task was to add, where it was not there; empty text where it was. */
    String missing() {
        boolean isThere = payload.file() == null
                ? payload.found() || !files.isEmpty()
                : wanted().findAny().isPresent();
        return isThere ? "" : new Source(payload.directory(), payload.file()).path();
    }

    /** The one wanted file where its name announces no package; empty in whole directories, which may hold anything. */
    Optional<AcceptedFile> stranger() {
        return payload.file() == null
                ? Optional.empty()
                : wanted().filter(file -> file.kind().isEmpty() && !file.isBuildInformation())
                        .findFirst();
    }

    /** The files that are to be added: all of a directory, or the one that was named. */
    Stream<AcceptedFile> wanted() {
        String file = payload.file();
        return file == null ? files.stream() : files.stream().filter(accepted -> isNamed(accepted, file));
    }

    private boolean isNamed(AcceptedFile accepted, String file) {
        return accepted.name().equals(file) && accepted.directory().equals(payload.directory());
    }

    /** The broken rule where nobody signed a file who has to; what no {@code .changes} file announced needs nobody. */
    Optional<Refusal> unsigned(AcceptedFile file, Admittance admittance) {
        List<String> signers = parcels.stream()
                .filter(parcel -> parcel.files().contains(file))
                .flatMap(parcel -> parcel.signers().stream())
                .toList();
        return parcels.isEmpty()
                ? Optional.empty()
                : admittance.unsigned(
                        file.name(), key -> signers.stream().anyMatch(signer -> TrustedKeys.isNamed(signer, key)));
    }

    Stream<Suspect> suspects() {
        return wanted().flatMap(file -> file.kind().map(kind -> new Suspect(file.blob(), kind)).stream());
    }

    /** What becomes of the wanted packages, in their order. */
    List<Judged> judge(Map<Suspect, Verdict> verdicts) {
        return wanted().flatMap(file -> file.kind().map(kind -> new Suspect(file.blob(), kind)).stream()
                        .map(suspect -> judged(file, verdicts.get(suspect))))
                .toList();
    }

    private Judged judged(AcceptedFile file, @Nullable Verdict verdict) {
        return Objects.requireNonNull(verdict, file::path)
                .fold(
                        passed -> new Judged(
                                file, Candidate.of(file, passed.control(), beside(file, passed.control())), ""),
                        failed -> new Judged(file, null, failed.message()));
    }

    private Map<String, AcceptedFile> beside(AcceptedFile file, Control control) {
        if (control.files().isEmpty()) {
            return Map.of();
        }
        return files.stream()
                .filter(other -> other.directory().equals(file.directory()))
                .collect(toMap(AcceptedFile::name, other -> other));
    }
}
