package io.staithe.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.fault.Refused;
import io.staithe.intake.Receiving.Arrived;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.UploadStore.StoredFile;
import io.staithe.intake.inspection.Inspector;
import io.staithe.pool.Blobs;
import io.staithe.pool.Pool;
import io.staithe.pool.Spooled;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases of upload directories: callers have to do with their own, those who are admin with all; others are not
 * there.
 */
public final class Uploads {
    private final Pool pool;
    private final Inspector inspector;
    private final UploadStore store;
    private final UploadLimits limits;
    private final Admission admission;
    private final Keeping keeping;
    private final UploadJournal journal;

    /** Uploads into a pool and its rows. */
    public Uploads(Bytes bytes, Judges judges, UploadStore store, UploadLimits limits, Instruments instruments) {
        this.pool = bytes.pool();
        this.inspector = judges.inspector();
        this.store = store;
        this.limits = limits;
        this.admission = new Admission(
                pool, limits, () -> instruments.meters().config().clock().monotonicTime());
        this.keeping = new Keeping(bytes, judges.inspections(), limits, instruments.clock());
        this.journal = new UploadJournal(instruments.meters());
        journal.watch(admission::open);
    }

    /**
     * Receives files into a directory, which is made where it is missing; a file of the same name is replaced.
     *
     * <p>Admission comes before the first body is subscribed to. The files are read one after the other; all of them
     * are recorded, or none. Emits them in the order of arrival, after everything is durable. An error leaves no
     * file, no row and no buffer. So does a cancel while bodies come in; when the last one is in, the upload is
     * completed even if nobody waits for the answer. A file that inspection refuses is received like any other.
     *
     * <p>It takes {@code upload} in some repository; the directory of another caller is refused with
     * {@code DIRECTORY_OF_ANOTHER}, for all but an admin before the body. Faults: {@link IntakeFault}, among them
     * {@code DIGEST_MISMATCH}, {@code PoolFault}; what the bodies raise passes where it is a fault, and is
     * {@code UPLOAD_BROKEN_OFF} otherwise.
     *
     * @param declaredBytes the length that the client announced for the whole body
     */
    public Mono<List<UploadedFile>> receive(
            Caller caller, String directory, Flux<IncomingFile> files, OptionalLong declaredBytes) {
        return Mono.defer(() -> {
            DirectoryName name = new DirectoryName(directory);
            return caller.required(Need.anywhere(Role.UPLOAD))
                    .then(owned(caller, name))
                    .then(received(caller, name, files, declaredBytes, kept -> record(caller, name, kept)));
        });
    }

    /**
     * Receives a file as {@link #receive(Caller, String, Flux, OptionalLong)} receives one, into a directory that
     * nobody else can name, unless it is recorded in another way.
     *
     * @param first may record the file, whose bytes are in the pool, as {@link UploadStore#record} does; nothing where
     *     it recorded nothing: then the directory holds the file
     */
    public Mono<UploadedFile> receive(
            Caller caller,
            String directory,
            IncomingFile file,
            OptionalLong declaredBytes,
            Function<NewFile, Mono<StoredFile>> first) {
        return Mono.defer(() -> {
            DirectoryName name = new DirectoryName(directory);
            Mono<List<UploadedFile>> receiving = received(
                    caller,
                    name,
                    Flux.just(file),
                    declaredBytes,
                    kept -> first.apply(kept.get(0))
                            .map(List::of)
                            .switchIfEmpty(Mono.defer(() -> record(caller, name, kept))));
            return caller.required(Need.anywhere(Role.UPLOAD)).then(receiving).map(all -> all.get(0));
        });
    }

    private Mono<List<UploadedFile>> received(
            Caller caller,
            DirectoryName directory,
            Flux<IncomingFile> files,
            OptionalLong declaredBytes,
            Function<List<NewFile>, Mono<List<StoredFile>>> record) {
        AtomicReference<@Nullable Receiving> current = new AtomicReference<>();
        Mono<List<UploadedFile>> receiving = Mono.usingWhen(
                begin(caller, declaredBytes, current),
                open -> files.concatMap(open.receiving()::take, 0)
                        .then(Mono.defer(open.receiving()::claim))
                        .flatMap(arrived -> kept(directory, arrived, record)),
                open -> end(open),
                (open, failure) -> end(open),
                open -> end(open));
        return journal.written(caller, directory.value(), () -> bytes(current.get()), receiving);
    }

    private Mono<List<StoredFile>> record(Caller caller, DirectoryName directory, List<NewFile> files) {
        return store.record(caller, directory, files).switchIfEmpty(Mono.error(() -> IntakeFault.ofAnother(directory)));
    }

    private Mono<Void> owned(Caller caller, DirectoryName directory) {
        return caller.may(Need.admin())
                ? Mono.empty()
                : store.isOfOthers(caller, directory)
                        .filter(others -> others)
                        .flatMap(others -> Mono.error(IntakeFault.ofAnother(directory)));
    }

    /**
     * A body of which files are made, for {@link #receive}: it fails as theirs do where it is silent or too slow, also
     * where no file's content is awaited.
     */
    public Flux<DataBuffer> paced(Flux<DataBuffer> body) {
        return pool.paced(body, limits.body());
    }

    /**
     * Keeps a file that was spooled before, as {@link #receive} keeps one. Takes the spooled file over: after an error
     * it is gone. Once begun it goes on to its end. {@code DIGEST_MISMATCH} for other bytes than announced.
     */
    public Mono<UploadedFile> keep(
            Caller caller, String directory, FileName name, Spooled spooled, AnnouncedDigests announced) {
        DirectoryName into = new DirectoryName(directory);
        Mono<UploadedFile> keeping = Mono.fromRunnable(() -> announced.check(name, spooled.digests()))
                .then(Mono.defer(() -> Receiving.inspected(pool, inspector, name, spooled)))
                .onErrorResume(failure -> pool.discard(spooled).then(Mono.error(failure)))
                .flatMap(arrived -> kept(into, List.of(arrived), files -> record(caller, into, files)))
                .map(kept -> kept.get(0));
        return journal.written(caller, directory, () -> spooled.digests().sizeBytes(), Mono.defer(keeping::cache));
    }

    /** The admission that all uploads share. */
    public Admission admission() {
        return admission;
    }

    private Mono<Open> begin(Caller caller, OptionalLong declaredBytes, AtomicReference<@Nullable Receiving> current) {
        return admission.admit(caller, declaredBytes).map(place -> {
            Receiving receiving = new Receiving(pool, inspector, limits, place);
            current.set(receiving);
            return new Open(place, receiving);
        });
    }

    private Mono<List<UploadedFile>> kept(
            DirectoryName directory, List<Arrived> arrived, Function<List<NewFile>, Mono<List<StoredFile>>> record) {
        return keeping.keep(arrived, record)
                .map(stored -> stored.stream()
                        .map(file -> new UploadedFile(
                                directory.value(), file.file().name().value(), file.blob()))
                        .toList());
    }

    private static Mono<Void> end(Open open) {
        return Mono.defer(() -> {
            open.place().release();
            return open.receiving().discard();
        });
    }

    private static long bytes(@Nullable Receiving receiving) {
        return receiving == null ? 0 : receiving.bytes();
    }

    /** The top-level names of the directories, in byte order. */
    public Flux<String> directories(Caller caller) {
        return store.directories(caller);
    }

    /**
     * The files of a directory and of those below it, by name in byte order; none for an empty one,
     * {@code UNKNOWN_DIRECTORY} for a missing one.
     */
    public Flux<UploadedFile> files(Caller caller, String directory) {
        return Mono.fromCallable(() -> new DirectoryName(directory))
                .flatMap(name -> store.find(caller, name))
                .switchIfEmpty(Mono.error(() ->
                        new Refused(IntakeFault.UNKNOWN_DIRECTORY, "there is no upload directory '" + directory + "'")))
                .flatMapMany(name -> store.files(caller, name));
    }

    /** Deletes a directory, those below it, and their files; a missing one is fine. */
    public Mono<Void> deleteDirectory(Caller caller, String directory) {
        return Mono.fromCallable(() -> new DirectoryName(directory)).flatMap(name -> store.delete(caller, name));
    }

    /** Deletes a file; the directory stays. A missing one is fine. */
    public Mono<Void> deleteFile(Caller caller, String directory, String name) {
        return Mono.defer(() -> store.delete(caller, new DirectoryName(directory), new FileName(name)));
    }

    /** Where bytes go, and who knows of them. */
    public record Bytes(Pool pool, Blobs blobs) {}

    /** Who judges packages, at arrival and later. */
    public record Judges(Inspector inspector, Inspections inspections) {}

    /** What measures. */
    public record Instruments(Clock clock, MeterRegistry meters) {}

    private record Open(Admission.Place place, Receiving receiving) {}
}
