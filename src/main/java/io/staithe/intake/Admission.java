package io.staithe.intake;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.pool.Pool;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides before a body is read whether there is room for it: length, open uploads, free disk.
 *
 * <p>The bytes that open uploads announced and have not sent yet are set aside. Threads: any.
 */
public final class Admission {
    private final Pool pool;
    private final UploadLimits limits;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong reserved = new AtomicLong();

    Admission(Pool pool, UploadLimits limits) {
        this.pool = pool;
        this.limits = limits;
    }

    /**
     * A place for an upload, to be released when its body is read or given up. Faults: {@code UPLOAD_TOO_LARGE},
     * {@code DISK_SHORT}, {@code TOO_MANY_UPLOADS}. A cancel leaves nothing taken.
     */
    public Mono<Place> admit(OptionalLong declaredBytes) {
        long declared = declaredBytes.orElse(0);
        if (declared > limits.body().maxBytes()) {
            return Mono.error(new Refused(
                    IntakeFault.UPLOAD_TOO_LARGE,
                    "the upload has " + declared + " bytes; the limit is "
                            + limits.body().maxBytes()));
        }
        return pool.freeBytes().map(free -> take(declared, free)).doOnDiscard(Place.class, Place::release);
    }

    /** How many uploads have a place now. */
    long open() {
        return open.get();
    }

    private Place take(long declared, long freeBytes) {
        long needed = declared + reserved.get() + limits.minFreeBytes();
        if (needed > freeBytes) {
            throw new Exhausted(
                    IntakeFault.DISK_SHORT,
                    "the upload needs " + declared + " bytes; of " + freeBytes + " free ones " + reserved.get()
                            + " are promised to other uploads and " + limits.minFreeBytes() + " stay free",
                    limits.retryAfter());
        }
        if (open.incrementAndGet() > limits.maxOpen()) {
            open.decrementAndGet();
            throw new Exhausted(
                    IntakeFault.TOO_MANY_UPLOADS,
                    limits.maxOpen() + " uploads are open, which is the limit",
                    limits.retryAfter());
        }
        reserved.addAndGet(declared);
        return new Place(declared);
    }

    /** Room for one upload. */
    public final class Place {
        private final AtomicLong outstanding;
        private final AtomicBoolean released = new AtomicBoolean();

        private Place(long declared) {
            this.outstanding = new AtomicLong(declared);
        }

        /** Counts bytes that came: they are on the disk now, or will be in a moment. */
        private void came(int bytes) {
            long before = outstanding.getAndUpdate(left -> Math.max(0, left - bytes));
            reserved.addAndGet(-Math.min(before, bytes));
        }

        /** The body that comes to this place, with its bytes counted; where it breaks off, {@code UPLOAD_BROKEN_OFF}. */
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
                open.decrementAndGet();
                reserved.addAndGet(-outstanding.getAndSet(0));
            }
        }
    }
}
