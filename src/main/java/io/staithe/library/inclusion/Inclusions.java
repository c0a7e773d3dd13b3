package io.staithe.library.inclusion;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.deb.ClearSigned;
import io.staithe.deb.upload.Changes;
import io.staithe.fault.Refused;
import io.staithe.intake.SmallFiles;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Source;
import io.staithe.library.addition.Vetting;
import io.staithe.library.inclusion.Inclusion.Destination;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.TaskJson;
import io.staithe.observe.Correlation;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The use case of {@code .changes} files. */
public final class Inclusions {
    /** The task kind. */
    public static final String INCLUDE = "changes.include";

    /** The largest {@code .changes} file that is read. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** The ending of their names. */
    public static final String SUFFIX = ".changes";

    private final Catalog catalog;
    private final Tasks tasks;
    private final InclusionFiles files;
    private final Uploads uploads;
    private final SmallFiles contents;
    private final Vetting vetting;

    /** A use case over these. */
    public Inclusions(Catalog catalog, Tasks tasks, InclusionFiles files, Desk desk) {
        this.catalog = catalog;
        this.tasks = tasks;
        this.files = files;
        this.uploads = desk.uploads();
        this.contents = desk.contents();
        this.vetting = desk.vetting();
    }

    /**
     * Takes in what the {@code .changes} files of an upload directory announce, or one of them; emits the accepted
     * task. Names and digests are fixed at acceptance, and so is the repository where a template names it. The task
     * succeeds even where every file is refused; its value is that of an addition. An unknown repository and a bad
     * template are refused at once. It takes {@code upload} for each package of the directory, {@code manage} where it
     * replaces.
     *
     * @param repository its name, or a template over the fields of each file
     * @param source the directory, and the one file or null for all of it
     */
    public Mono<Task> include(Caller caller, String repository, Source source, How how, Listing listing) {
        return files.isThere(caller, source)
                .map(found -> how.of(source, found))
                .flatMap(plain -> NameTemplate.isOne(repository)
                        ? destined(caller, new NameTemplate(repository), plain)
                        : target(caller, repository, plain).map(plain::to))
                .zipWith(Correlation.current())
                .flatMap(found -> accepted(
                        found.getT1(),
                        asked(found.getT1(), title(found.getT1(), repository), caller, found.getT2(), listing),
                        source));
    }

    private Mono<Target> target(Caller caller, String name, Inclusion how) {
        return caller.required(how.entrance(name).some()).then(Members.target(catalog, name));
    }

    /** Where not every package may come, all those of the directory are asked about, and no others come. */
    private Mono<Task> accepted(Inclusion inclusion, NewTask task, Source source) {
        Caller caller = task.caller();
        if (inclusion
                .targets()
                .allMatch(target -> inclusion.entrance(target.name()).isOpenTo(caller))) {
            return tasks.admitted(files.accept(task, source));
        }
        return uploads.files(caller, source.directory())
                .map(AcceptedFile::uploaded)
                .collectList()
                .delayUntil(found -> Flux.fromStream(inclusion.targets())
                        .concatMap(target -> Members.repository(catalog, target.name()))
                        .concatMap(repository -> vetting.required(caller, inclusion.entrance(repository), found)))
                .flatMap(found -> tasks.admitted(vetting.accepted(task, found)));
    }

    private Mono<Inclusion> destined(Caller caller, NameTemplate template, Inclusion plain) {
        if (!plain.found()) {
            return Mono.just(plain);
        }
        return uploads.files(caller, plain.directory())
                .filter(file -> file.name().endsWith(SUFFIX) && plain.wants(file.directory(), file.name()))
                .concatMap(file -> destination(caller, template, plain, file))
                .collectList()
                .map(plain::to);
    }

    private Mono<Destination> destination(Caller caller, NameTemplate template, Inclusion plain, UploadedFile file) {
        String path = file.directory() + "/" + file.name();
        String sha256 = file.blob().digests().sha256();
        return contents.read(file.blob(), MAX_BYTES)
                .map(bytes ->
                        template.name(Changes.parse(ClearSigned.text(bytes)).stanza()))
                .flatMap(name -> target(caller, name, plain))
                .map(target -> new Destination(path, sha256, target, ""))
                .onErrorResume(
                        Inclusions::isToBeTold,
                        refused ->
                                Mono.just(new Destination(path, sha256, null, String.valueOf(refused.getMessage()))));
    }

    private static boolean isToBeTold(Throwable failure) {
        return failure instanceof Refused refused && !(refused.code() instanceof AccessFault);
    }

    private static NewTask asked(
            Inclusion inclusion, String title, Caller caller, String correlation, Listing listing) {
        return new NewTask(
                INCLUDE,
                Payloads.VERSION,
                TaskJson.write(inclusion),
                title,
                caller,
                correlation,
                lanes(inclusion),
                List.of(),
                listing == Listing.LISTED);
    }

    private static String title(Inclusion inclusion, String repository) {
        String what = inclusion.file() == null ? "changes files" : "changes file " + inclusion.file();
        return "Include packages from " + what + " from dir " + inclusion.directory() + " to repo matching template "
                + repository;
    }

    /** Those of the repositories; where a template finds none, that of the directory. */
    private static List<Lane> lanes(Inclusion inclusion) {
        List<Lane> lanes = inclusion
                .targets()
                .sorted(Comparator.comparingLong(Target::id))
                .map(target -> Lanes.repository(target.repository()))
                .distinct()
                .toList();
        return lanes.isEmpty() ? List.of(new Lane("inclusion/" + inclusion.directory())) : lanes;
    }

    /** What was uploaded, and who is asked about it. */
    public record Desk(Uploads uploads, SmallFiles contents, Vetting vetting) {}

    /**
     * How files are taken in.
     *
     * @param takesUnsigned whether files that are not signed are taken
     * @param ignoresSignatures whether signatures are not looked at
     * @param keepsFiles whether the upload directory keeps what was added
     * @param replacesConflicts whether other bytes of the same name, version and architecture are removed first
     */
    public record How(boolean takesUnsigned, boolean ignoresSignatures, boolean keepsFiles, boolean replacesConflicts) {
        private Inclusion of(Source source, boolean found) {
            return new Inclusion(
                    source.directory(),
                    source.file(),
                    found,
                    takesUnsigned,
                    ignoresSignatures,
                    keepsFiles,
                    replacesConflicts,
                    null,
                    List.of());
        }
    }
}
