package io.staithe.intake;

import io.staithe.fault.Exhausted;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Receiving.Arrived;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.UploadStore.StoredFile;
import io.staithe.intake.inspection.Findings;
import io.staithe.pool.Blobs;
import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The last step of an upload: its bytes get their place in the pool, then its rows are written.
 *
 * <p>Once begun it runs to its end, whatever becomes of the client. Where it fails, neither rows nor bytes are left;
 * only where the database cannot be asked whether it has the rows, the bytes stay for the sweep of orphans.
 */
final class Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
    private static final int AT_ONCE = 4;
    private static final int MAX_MENDINGS = 5;

    private final Pool pool;
    private final Blobs blobs;
    private final Mending mending;
    private final Inspections inspections;
    private final UploadLimits limits;
    private final Clock clock;

    Keeping(Uploads.Bytes bytes, Inspections inspections, UploadLimits limits, Clock clock) {
        this.pool = bytes.pool();
        this.blobs = bytes.blobs();
        this.mending = new Mending(pool, blobs);
        this.inspections = inspections;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Keeps and records files; of several with one name the last. Emits what was recorded, after all is durable.
     *
     * @param record as {@link UploadStore#record} does; may be called more than once
     */
    Mono<List<StoredFile>> keep(List<Arrived> files, Function<List<NewFile>, Mono<List<StoredFile>>> record) {
        return Mono.defer(() -> {
            Instant began = clock.instant();
            Map<FileName, Arrived> last = new LinkedHashMap<>();
            files.forEach(file -> last.put(file.name(), file));
            return keepAll(last.values())
                    .flatMap(kept -> recordInTime(began, recorded(kept, record), kept))
                    .delayUntil(this::tidy)
                    .transform(outcome -> discarding(files, outcome))
                    .cache();
        });
    }

    private Mono<List<NewFile>> keepAll(Collection<Arrived> files) {
        Queue<Location> kept = new ConcurrentLinkedQueue<>();
        return Flux.fromIterable(files)
                .flatMapSequential(
                        file -> pool.keep(file.spooled()).map(location -> kept(file, location, kept)), AT_ONCE)
                .collectList()
                .onErrorResume(failure -> deleteAll(Flux.fromIterable(kept)).then(Mono.error(failure)));
    }

    private static NewFile kept(Arrived file, Location location, Queue<Location> kept) {
        kept.add(location);
        return new NewFile(file.name(), file.spooled().digests(), location, file.findings());
    }

    private Mono<List<StoredFile>> recordInTime(Instant began, Mono<List<StoredFile>> recording, List<NewFile> files) {
        Duration age = Duration.between(began, clock.instant());
        if (age.compareTo(limits.maxAge()) > 0) {
            return deleteAll(Flux.fromIterable(files).map(NewFile::location))
                    .then(Mono.error(new Exhausted(
                            IntakeFault.UPLOAD_TOO_OLD,
                            "the upload was kept " + age + " ago; it must be recorded within " + limits.maxAge(),
                            limits.retry().unknown())));
        }
        return recording.onErrorResume(failure -> renounceAll(files).then(Mono.error(failure)));
    }

    /** Records the files; once more where equal bytes were kept before, but their file is not there any more. */
    private Mono<List<StoredFile>> recorded(
            List<NewFile> files, Function<List<NewFile>, Mono<List<StoredFile>>> record) {
        return Mono.defer(() -> record.apply(files))
                .filterWhen(stored -> mending.mend(stored).map(mended -> mended == 0))
                .repeatWhenEmpty(rounds -> rounds.take(MAX_MENDINGS))
                .switchIfEmpty(Mono.error(() -> new Exhausted(
                        IntakeFault.BYTES_UNSETTLED,
                        "the kept files of equal bytes went away " + MAX_MENDINGS + " times",
                        limits.retry().unknown())));
    }

    /** Deletes what the database does not name; its answer may have been lost after the commit. */
    private Mono<Void> renounceAll(List<NewFile> files) {
        return Flux.fromIterable(files)
                .concatMap(file -> blobs.renounce(file.digests(), file.location())
                        .flatMap(pool::delete)
                        .onErrorResume(failure -> leftBehind(file.location(), failure)))
                .then();
    }

    /** Deletes copies that lost the race and starts reading what is pending; neither can fail the upload any more. */
    private Mono<Void> tidy(List<StoredFile> stored) {
        stored.forEach(this::inspected);
        return deleteAll(Flux.fromIterable(stored)
                .filter(StoredFile::lostTheRace)
                .map(loser -> loser.file().location()));
    }

    private void inspected(StoredFile file) {
        Findings findings = file.file().findings();
        if (findings != null) {
            inspections.arrived(new Suspect(file.blob(), findings.kind()), findings);
        }
    }

    private Mono<Void> deleteAll(Flux<Location> locations) {
        return locations
                .concatMap(location -> pool.delete(location).onErrorResume(failure -> leftBehind(location, failure)))
                .then();
    }

    private static Mono<Void> leftBehind(Location location, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("location", location)
                .setCause(failure)
                .log("bytes without a row are left for the sweep of orphans");
        return Mono.empty();
    }

    /** Deletes spool files that were not renamed: replaced by a later file of the name, or never reached. */
    private Mono<List<StoredFile>> discarding(List<Arrived> files, Mono<List<StoredFile>> outcome) {
        Mono<Void> discard = Flux.fromIterable(files)
                .concatMap(file -> pool.discard(file.spooled()))
                .onErrorComplete()
                .then();
        return outcome.delayUntil(stored -> stored.size() == files.size() ? Mono.empty() : discard)
                .onErrorResume(failure -> discard.then(Mono.error(failure)));
    }
}
