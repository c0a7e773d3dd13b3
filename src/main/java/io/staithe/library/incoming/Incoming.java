package io.staithe.library.incoming;

import static java.util.stream.Collectors.toMap;

import io.staithe.access.Caller;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.deb.PackageKind;
import io.staithe.deb.upload.Changes;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.IncomingFile;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Entrance;
import io.staithe.library.addition.Vetting;
import io.staithe.library.inclusion.Inclusions;
import io.staithe.library.incoming.Taking.Upload;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.Request;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The incoming queue of each repository: files come one by one, in any order and as often as their sender likes; the
 * {@code .changes} file comes last and acts.
 *
 * <p>Each file has an upload directory of its own, so that senders never overwrite each other's. A {@code .changes}
 * file finds its own by name and digest among those of its repository and caller, takes all of them or none, and
 * answers. What is refused stays for inspection, and goes like what nobody announced by the sweep.
 */
public final class Incoming {
    /** The task kind. */
    public static final String TAKE = "changes.take";

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final String ROOT = "dput/";
    private static final int TRIES = 5;
    private static final int LONGEST_NAME = 200;
    private static final Pattern KINDS = Pattern.compile(
            ".+\\.(?:changes|dsc|deb|udeb|ddeb|buildinfo|diff\\.gz|tar\\.(?:gz|bz2|xz|lzma|zst)(?:\\.asc)?)");

    private final Catalog catalog;
    private final Uploads uploads;
    private final Examination examination;
    private final Desk desk;
    private final Outcomes outcomes;

    /** An incoming queue through these. */
    public Incoming(Catalog catalog, Uploads uploads, Examination examination, Desk desk, Outcomes outcomes) {
        this.catalog = catalog;
        this.uploads = uploads;
        this.examination = examination;
        this.desk = desk;
        this.outcomes = outcomes;
    }

    /**
     * Receives a file. A {@code .changes} file is answered when its upload was added, any other when it is durable.
     *
     * <p>It takes {@code upload} for each package. Before the body is subscribed to: {@code NOT_AN_UPLOAD_NAME},
     * {@code CHANGES_TOO_LARGE}, {@code QUEUE_FULL}, {@code UNKNOWN_REPOSITORY}, and what admission refuses. After that
     * of a {@code .changes} file: why its upload is not taken, and then nothing was added; {@code STILL_WAITING} where
     * patience ended first, and the upload goes on. Repeating is safe: packages that are there are answered with their
     * receipts. A cancel before the acceptance adds nothing; later the addition goes on.
     *
     * @param declaredBytes the length that the client announced
     */
    public Mono<Received> receive(Caller caller, String repository, IncomingFile file, OptionalLong declaredBytes) {
        return caller.required(Entrance.to(repository, Role.UPLOAD).ofFile(file.name()))
                .then(Mono.fromRunnable(() -> refuse(file.name(), declaredBytes)))
                .then(Mono.defer(desk.tasks()::room))
                .then(Mono.defer(() -> Members.repository(catalog, repository)))
                .flatMap(found -> uploads.receive(
                                caller, directory(Target.of(found), caller), Flux.just(file), declaredBytes)
                        .map(received ->
                                new Sent(caller, Target.of(found), Entrance.to(found, Role.UPLOAD), received.get(0))))
                .flatMap(sent -> isChanges(file.name())
                        ? outcomes.told(sent, taken(sent)).map(taken -> new Received(sent.file(), taken))
                        : Mono.just(new Received(sent.file(), null)));
    }

    private static void refuse(String name, OptionalLong declaredBytes) {
        if (!Changes.isFileName(name) || !KINDS.matcher(name).matches()) {
            throw new Refused(
                    IncomingFault.NOT_AN_UPLOAD_NAME,
                    "file name '" + Fault.bounded(name)
                            + "' must be of [A-Za-z0-9_.~+-] and end as .changes, .dsc, .deb,"
                            + " .udeb, .ddeb, .buildinfo, .diff.gz or a tarball of a source package");
        }
        if (isChanges(name) && declaredBytes.orElse(0) > Inclusions.MAX_BYTES) {
            throw new Refused(
                    IncomingFault.CHANGES_TOO_LARGE,
                    "'" + Fault.bounded(name) + "' has " + declaredBytes.orElse(0) + " bytes; a .changes file may have "
                            + Inclusions.MAX_BYTES);
        }
    }

    private static boolean isChanges(String name) {
        return name.endsWith(Inclusions.SUFFIX);
    }

    private static String directory(Target target, Caller caller) {
        return place(target, caller) + "/" + UUID.randomUUID();
    }

    /**
     * Where a caller's files for a repository lie. A name of a caller may hold anything and be of any length: those
     * that begin alike share the place, in which each finds only what is his.
     */
    static String place(Target target, Caller caller) {
        String name = URLEncoder.encode(caller.name(), StandardCharsets.UTF_8);
        return ROOT + target.id() + "/" + name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private Mono<Taken> taken(Sent sent) {
        return examination
                .announced(sent.target(), sent.file().blob())
                .flatMap(announced -> accepted(sent, announced.changes(), TRIES))
                .flatMap(accepted -> outcomes.follow(sent, accepted.task(), digests(accepted.whole()))
                        .delayUntil(taken -> forgotten(accepted.whole())));
    }

    /** What another upload took away meanwhile may be there a second time, from this one's own sender. */
    private Mono<Accepted> accepted(Sent sent, Changes changes, int tries) {
        if (tries == 0) {
            return Mono.error(() -> new Refused(
                    IncomingFault.INCOMING_GONE,
                    "files of '" + Fault.bounded(sent.file().name()) + "' went away while they were looked at"));
        }
        return desk.staged()
                .find(sent.caller(), place(sent.target(), sent.caller()), changes.files())
                .collectList()
                .flatMap(found -> checked(sent, changes, found))
                .flatMap(whole -> accepted(sent, whole).map(task -> new Accepted(task, whole)))
                .switchIfEmpty(Mono.defer(() -> accepted(sent, changes, tries - 1)));
    }

    /** The upload is in, whatever becomes of this: what stays goes by the sweep. */
    private Mono<Void> forgotten(List<UploadedFile> whole) {
        return desk.staged().forget(whole).onErrorResume(Fault.class, failure -> {
            LOG.atWarn()
                    .addKeyValue("event", "dput.files.stay")
                    .setCause(failure)
                    .log("files of an upload stay a while");
            return Mono.empty();
        });
    }

    private Mono<List<UploadedFile>> checked(Sent sent, Changes changes, List<UploadedFile> found) {
        Map<String, AcceptedFile> beside = found.stream()
                .collect(toMap(
                        UploadedFile::name,
                        file -> new AcceptedFile(0, sent.file().directory(), file.name(), file.blob())));
        return examination
                .checked(changes, beside)
                .flatMap(whole -> desk.vetting().required(sent.caller(), sent.entrance(), whole))
                .thenReturn(found);
    }

    private Mono<Task> accepted(Sent sent, List<UploadedFile> whole) {
        UploadedFile changes = sent.file();
        Upload upload = new Upload(sent.target(), changes.directory(), changes.name());
        Request request = new Request(
                TAKE,
                upload,
                "Take upload " + changes.name() + " into repo " + sent.target().name(),
                List.of(Lanes.repository(sent.target().repository())));
        return request.asked(sent.caller(), Listing.LISTED)
                .flatMap(task -> desk.tasks().admitted(desk.staged().accept(task, changes, whole)));
    }

    private static List<String> digests(List<UploadedFile> files) {
        return files.stream()
                .filter(file -> PackageKind.ofFileName(file.name()).isPresent())
                .map(file -> file.blob().digests().sha256())
                .toList();
    }

    /** Where uploads wait and are accepted. */
    public record Desk(StagedFiles staged, Tasks tasks, Vetting vetting) {}

    /** A task, and the files that it took. */
    private record Accepted(Task task, List<UploadedFile> whole) {}

    /** A file that came for a repository. */
    record Sent(Caller caller, Target target, Entrance entrance, UploadedFile file) {}
}
