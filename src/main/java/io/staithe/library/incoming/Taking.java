package io.staithe.library.incoming;

import io.staithe.catalog.CatalogFault;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.library.addition.AdditionValue;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Consignment;
import io.staithe.library.addition.Consignment.Parcel;
import io.staithe.library.change.ChangeFault;
import io.staithe.library.task.Payloads.Add;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Performs what {@link Incoming} has accepted: the whole upload in one transaction, or a task that fails. */
public final class Taking {
    private final AcceptedFiles files;
    private final Examination examination;
    private final Additions additions;

    /** Performs through these. */
    public Taking(AcceptedFiles files, Examination examination, Additions additions) {
        this.files = files;
        this.examination = examination;
        this.additions = additions;
    }

    /** Performs one task. */
    public Mono<Void> take(Task task) {
        Upload upload = TaskJson.read(task.payload(), Upload.class);
        return files.of(List.of(task.id()))
                .collectMap(AcceptedFile::name)
                .flatMap(accepted -> consignment(upload, accepted))
                .flatMap(part -> additions.include(task, part, told -> refuseFailures(upload, told)));
    }

    private Mono<Consignment> consignment(Upload upload, Map<String, AcceptedFile> accepted) {
        return Mono.justOrEmpty(Optional.ofNullable(accepted.get(upload.file())))
                .switchIfEmpty(Mono.error(() -> new Refused(
                        IncomingFault.INCOMING_GONE,
                        "'" + Fault.bounded(upload.file()) + "' went away while it was accepted, send it again")))
                .flatMap(changes -> examination
                        .announced(upload.target(), changes.blob())
                        .flatMap(announced -> examination
                                .checked(announced.changes(), accepted)
                                .map(whole -> consignment(upload, new Parcel(changes, whole, announced.signers())))));
    }

    private static Consignment consignment(Upload upload, Parcel parcel) {
        Add how = new Add(upload.target(), upload.directory(), null, true, false, false);
        List<AcceptedFile> ordered = parcel.files().stream()
                .sorted(Comparator.comparing(AcceptedFile::path))
                .toList();
        return new Consignment(how, ordered, List.of(parcel));
    }

    private static void refuseFailures(Upload upload, AdditionValue told) {
        if (!told.conflicts().isEmpty()) {
            AdditionValue.Conflict conflict = told.conflicts().get(0);
            throw new Refused(
                    CatalogFault.PACKAGE_DIFFERS,
                    "repository '" + Fault.bounded(upload.target().name()) + "' has other bytes as "
                            + conflict.identity() + ", of SHA-256 " + conflict.present()
                            + "; a new build needs a new version");
        }
        if (!told.refusals().isEmpty()) {
            throw told.refusals().get(0).fault();
        }
        if (!told.failedFiles().isEmpty()) {
            throw new Refused(ChangeFault.PACKAGE_REFUSED, told.warningOf(upload.directory()));
        }
    }

    /**
     * What a task of an upload carries: version 1. Its files are rows beside it.
     *
     * @param directory that of the {@code .changes} file
     * @param file the name of the {@code .changes} file
     */
    record Upload(Target target, String directory, String file) {}
}
