package io.staithe.intake;

import io.staithe.deb.PackageKind;
import io.staithe.fault.Refused;
import io.staithe.intake.inspection.Findings;
import io.staithe.intake.inspection.Inspector;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Pool;
import io.staithe.pool.Spooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The files of one request while their bodies come in, one after the other.
 *
 * <p>What was spooled belongs to this object until {@link #claim} hands it on; {@link #discard} deletes what nobody
 * claimed, also what comes in after it. Threads: any, one body at a time.
 */
final class Receiving {
    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    private final Pool pool;
    private final Inspector inspector;
    private final UploadLimits limits;
    private final Admission.Place place;
    private final List<Arrived> arrived = new ArrayList<>();
    private final List<Spooled> unclaimed = new ArrayList<>();
    private boolean discarded;
    private long bytes;

    Receiving(Pool pool, Inspector inspector, UploadLimits limits, Admission.Place place) {
        this.pool = pool;
        this.inspector = inspector;
        this.limits = limits;
        this.place = place;
    }

    /**
     * Reads one file to its end and inspects it where its name announces a package. Faults as the pool has them, and
     * {@code DIGEST_MISMATCH}.
     */
    Mono<Void> take(IncomingFile file) {
        return Mono.defer(() -> {
            FileName name = new FileName(file.name());
            BodyLimits room = room();
            return pool.spool(place.counted(file.body()), room)
                    .map(this::register)
                    .doOnNext(spooled -> file.announced().check(name, spooled.digests()))
                    .flatMap(spooled -> inspected(pool, inspector, name, spooled))
                    .doOnNext(this::add)
                    .then();
        });
    }

    /** Everything that came; it belongs to the caller from now on, unless it was discarded before: then empty. */
    synchronized Mono<List<Arrived>> claim() {
        if (discarded) {
            return Mono.empty();
        }
        unclaimed.clear();
        return Mono.just(List.copyOf(arrived));
    }

    /** Deletes what was not claimed. Repeatable; failures are left to the sweep at the next start. */
    Mono<Void> discard() {
        return Flux.fromIterable(giveUp()).concatMap(this::delete).then();
    }

    /** How many bytes came, in all files that were read to their end. */
    synchronized long bytes() {
        return bytes;
    }

    private synchronized BodyLimits room() {
        if (unclaimed.size() >= limits.maxFiles()) {
            throw new Refused(
                    IntakeFault.TOO_MANY_FILES, "the upload has more than " + limits.maxFiles() + " files, the limit");
        }
        BodyLimits body = limits.body();
        return new BodyLimits(body.maxBytes() - bytes, body.idle(), body.minBytesPerSecond(), body.rateWindow());
    }

    private Spooled register(Spooled spooled) {
        if (!isRegistered(spooled)) {
            delete(spooled).subscribe();
        }
        return spooled;
    }

    private synchronized boolean isRegistered(Spooled spooled) {
        bytes += spooled.digests().sizeBytes();
        return !discarded && unclaimed.add(spooled);
    }

    /** A spooled file, inspected where its name announces a package. */
    static Mono<Arrived> inspected(Pool pool, Inspector inspector, FileName name, Spooled spooled) {
        return Mono.justOrEmpty(PackageKind.ofFileName(name.value()))
                .flatMap(kind -> inspector.atArrival(
                        kind, () -> pool.open(spooled), spooled.digests().sizeBytes()))
                .map(findings -> new Arrived(name, spooled, findings))
                .defaultIfEmpty(new Arrived(name, spooled, null));
    }

    private synchronized void add(Arrived file) {
        arrived.add(file);
    }

    private synchronized List<Spooled> giveUp() {
        discarded = true;
        List<Spooled> all = List.copyOf(unclaimed);
        unclaimed.clear();
        return all;
    }

    private Mono<Void> delete(Spooled spooled) {
        return pool.discard(spooled).onErrorResume(failure -> {
            LOG.atWarn()
                    .addKeyValue("upload", spooled.upload())
                    .setCause(failure)
                    .log("spool file not deleted");
            return Mono.empty();
        });
    }

    /**
     * A file that came in whole.
     *
     * @param findings what inspection found; null for files that are no packages
     */
    record Arrived(FileName name, Spooled spooled, @Nullable Findings findings) {}
}
