package io.staithe.intake;

import io.staithe.access.Caller;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.observe.Departures;
import io.staithe.pool.Pool;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides before a body is read whether there is room for it: length, open uploads of the caller and of everybody, free
 * disk. ADR 0033.
 *
 * <p>The bytes that open uploads announced and have not sent yet are set aside. Some places, and some of the disk, are
 * for small uploads alone, so that large ones never hold them up. Threads: any; the monitor guards what is taken.
 */
public final class Admission {
    /** What is set aside for a body that does not tell its length. */
    private static final long UNDECLARED = 64L << 20;

    private final Pool pool;
    private final UploadLimits limits;
    private final Departures departures;
    private final Departures departuresOfLarge;
    private final Allowances allowances;
    private final Map<String, Integer> openOfCaller = new HashMap<>();
    private int open;
    private int openLarge;
    private long reserved;

    /**
     * Nobody is in yet.
     *
     * @param nanos a clock that never goes back
     */
    Admission(Pool pool, UploadLimits limits, LongSupplier nanos) {
        this.pool = pool;
        this.limits = limits;
        this.departures = new Departures(nanos, limits.retry());
        this.departuresOfLarge = new Departures(nanos, limits.retry());
        this.allowances = new Allowances(limits.allowance(), nanos);
    }

    /**
     * A place for an upload, to be released when its body is read or given up. Faults: {@code UPLOAD_TOO_LARGE},
     * {@code CALLER_HAS_TOO_MANY}, {@code TOO_MANY_UPLOADS}, {@code DISK_SHORT}, {@code CALLER_OVER_RATE},
     * {@code CALLER_OVER_BYTES}. A cancel leaves nothing taken.
     */
    public Mono<Place> admit(Caller caller, OptionalLong declaredBytes) {
        long bytes = declaredBytes.orElse(Math.min(UNDECLARED, limits.body().maxBytes()));
        return admit(caller, bytes, declaredBytes.orElse(Long.MAX_VALUE));
    }

    /**
     * The same for a piece of an upload.
     *
     * @param bytes of the piece
     * @param wholeBytes of the upload, by which it is small or large
     */
    public Mono<Place> admit(Caller caller, long bytes, long wholeBytes) {
        boolean isSmall = wholeBytes <= limits.places().smallBytes();
        return place(new Load(caller.name(), isSmall, bytes));
    }

    /**
     * Room on the disk for bytes that no client sends now, to be released: {@code UPLOAD_TOO_LARGE},
     * {@code DISK_SHORT}.
     */
    public Mono<Place> room(long bytes) {
        return place(new Load(null, bytes <= limits.places().smallBytes(), bytes));
    }

    private Mono<Place> place(Load load) {
        if (load.bytes() > limits.body().maxBytes()) {
            return Mono.error(new Refused(
                    IntakeFault.UPLOAD_TOO_LARGE,
                    "the upload has " + load.bytes() + " bytes; the limit is "
                            + limits.body().maxBytes() + " (staithe.intake.max-upload-size)"));
        }
        return pool.freeBytes().map(free -> take(load, free)).doOnDiscard(Place.class, Place::release);
    }

    /** How many uploads have a place now. */
    synchronized int open() {
        return open;
    }

    private synchronized Place take(Load load, long freeBytes) {
        if (load.caller() != null) {
            refuseCrowd(load, load.caller());
        }
        refuseFullDisk(load, freeBytes);
        if (load.caller() != null) {
            allowances.take(load.caller(), load.bytes());
            open++;
            openLarge += load.isSmall() ? 0 : 1;
            openOfCaller.merge(load.caller(), 1, Integer::sum);
        }
        reserved += load.bytes();
        return new Place(load);
    }

    private void refuseCrowd(Load load, String caller) {
        UploadLimits.Places places = limits.places();
        int own = openOfCaller.getOrDefault(caller, 0);
        if (own >= places.perCaller()) {
            throw new Exhausted(
                    IntakeFault.CALLER_HAS_TOO_MANY,
                    "'" + Fault.bounded(caller) + "' has " + own + " open uploads, which is the limit for one caller"
                            + " (staithe.intake.max-open-uploads-per-caller)",
                    departures.next(own / (double) open));
        }
        if (!load.isSmall() && openLarge >= places.all() - places.forSmall()) {
            throw new Exhausted(
                    IntakeFault.TOO_MANY_UPLOADS,
                    openLarge + " uploads of more than " + places.smallBytes()
                            + " bytes (staithe.intake.small-upload-size) are open; the other " + places.forSmall()
                            + " places are for smaller ones",
                    departuresOfLarge.turn());
        }
        if (open >= places.all()) {
            throw new Exhausted(
                    IntakeFault.TOO_MANY_UPLOADS,
                    open + " uploads are open, which is the limit (staithe.intake.max-open-uploads, or what"
                            + " staithe.pool.buffer-memory has places for)",
                    departures.turn());
        }
    }

    private void refuseFullDisk(Load load, long freeBytes) {
        long forSmall = load.isSmall() ? 0 : limits.minFreeBytes();
        if (load.bytes() > freeBytes - reserved - limits.minFreeBytes() - forSmall) {
            throw new Exhausted(
                    IntakeFault.DISK_SHORT,
                    "the upload needs " + load.bytes() + " bytes; of " + freeBytes + " free ones " + reserved
                            + " are promised to other uploads, " + limits.minFreeBytes()
                            + " stay free (staithe.intake.min-free-disk) and " + forSmall + " are for small uploads",
                    limits.retry().longest());
        }
    }

    private synchronized void giveBack(long bytes) {
        reserved -= bytes;
    }

    private synchronized void leave(Load load, long came) {
        if (load.caller() != null) {
            allowances.settle(load.caller(), load.bytes(), came);
            open--;
            openLarge -= load.isSmall() ? 0 : 1;
            openOfCaller.computeIfPresent(load.caller(), (caller, own) -> own == 1 ? null : own - 1);
            departures.ended(1);
            if (!load.isSmall()) {
                departuresOfLarge.ended(1);
            }
        }
    }

    /**
     * What asks for room.
     *
     * @param caller whose place is counted; null where no client sends the bytes
     */
    private record Load(@Nullable String caller, boolean isSmall, long bytes) {}

    /** Room for one upload. */
    public final class Place {
        private final Load load;
        private final AtomicBoolean released = new AtomicBoolean();
        private long outstanding;
        private long arrived;

        private Place(Load load) {
            this.load = load;
            this.outstanding = load.bytes();
        }

        /** Counts bytes that came: they are on the disk now, or will be in a moment. */
        private void came(long bytes) {
            giveBack(settle(bytes));
        }

        private synchronized long settle(long bytes) {
            arrived += bytes;
            long settled = Math.min(outstanding, bytes);
            outstanding -= settled;
            return settled;
        }

        private synchronized long arrived() {
            return arrived;
        }

        private synchronized long rest() {
            long rest = outstanding;
            outstanding = 0;
            return rest;
        }

        /**
         * The body that comes to this place, with its bytes counted; where it breaks off, {@code UPLOAD_BROKEN_OFF}.
         */
        public Flux<DataBuffer> counted(Flux<DataBuffer> body) {
            return body.doOnNext(buffer -> came(buffer.readableByteCount())).onErrorMap(Place::brokenOff);
        }

        private static Throwable brokenOff(Throwable failure) {
            return failure instanceof Fault
                    ? failure
                    : new Refused(
                            IntakeFault.UPLOAD_BROKEN_OFF, "the body broke off: " + Fault.bounded(failure.toString()));
        }

        /** Gives the room back. Repeatable. */
        public void release() {
            if (released.compareAndSet(false, true)) {
                leave(load, arrived());
                giveBack(rest());
            }
        }
    }
}
