package io.staithe.pool.file;

import io.staithe.fault.Refused;
import io.staithe.pool.BodyLimits;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The operator that fails a body which does not keep coming though more of it is asked for.
 *
 * <p>Invariant: after the end, or a cancel, nothing is passed on; a buffer that comes later is released. The monitor of
 * this object guards its state; signals are sent outside of it. Threads: any.
 */
final class PacedBody implements CoreSubscriber<DataBuffer>, Subscription, PaceWatch.Watched {
    private final CoreSubscriber<? super DataBuffer> reader;
    private final PaceWatch watch;
    private final Pace pace;
    private @Nullable Subscription body;
    private long demand;
    private int passing;
    private boolean ended;

    PacedBody(CoreSubscriber<? super DataBuffer> reader, BodyLimits limits, PaceWatch watch) {
        this.reader = reader;
        this.watch = watch;
        this.pace = new Pace(limits, watch.nanos());
    }

    @Override
    public Context currentContext() {
        return reader.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(body, subscription)) {
            body = subscription;
            waits();
            watch.add(this);
            reader.onSubscribe(this);
        }
    }

    private synchronized void waits() {
        pace.waitsForUs(watch.nanos());
    }

    @Override
    public void request(long count) {
        if (Operators.validate(count)) {
            asked(count);
            body().request(count);
        }
    }

    private synchronized void asked(long count) {
        demand = Operators.addCap(demand, count);
        pace.goesOn(watch.nanos());
    }

    @Override
    public void onNext(DataBuffer buffer) {
        try {
            if (!came(buffer.readableByteCount())) {
                DataBufferUtils.release(buffer);
                return;
            }
        } catch (Refused tooLarge) {
            DataBufferUtils.release(buffer);
            if (isFirstEnd()) {
                body().cancel();
                reader.onError(tooLarge);
            }
            return;
        }
        reader.onNext(buffer);
        passed();
    }

    private synchronized boolean came(int bytes) {
        if (ended) {
            return false;
        }
        pace.received(bytes, watch.nanos());
        passing++;
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        if (demand == 0) {
            pace.waitsForUs(watch.nanos());
        }
        return true;
    }

    private synchronized void passed() {
        passing--;
    }

    @Override
    public void checkPace() {
        Refused tooSlow = brokenPace();
        if (tooSlow != null) {
            body().cancel();
            reader.onError(tooSlow);
        }
    }

    /** Not while a buffer is passed on: signals come one after the other, and the next look comes soon. */
    private synchronized @Nullable Refused brokenPace() {
        if (ended || passing > 0) {
            return null;
        }
        try {
            pace.check(watch.nanos());
            return null;
        } catch (Refused tooSlow) {
            isFirstEnd();
            return tooSlow;
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (isFirstEnd()) {
            reader.onError(failure);
        } else {
            Operators.onErrorDropped(failure, currentContext());
        }
    }

    @Override
    public void onComplete() {
        if (isFirstEnd()) {
            reader.onComplete();
        }
    }

    @Override
    public void cancel() {
        if (isFirstEnd()) {
            body().cancel();
        }
    }

    private synchronized boolean isFirstEnd() {
        boolean isFirst = !ended;
        ended = true;
        watch.remove(this);
        return isFirst;
    }

    private Subscription body() {
        Subscription subscription = body;
        if (subscription == null) {
            throw new IllegalStateException("not subscribed yet");
        }
        return subscription;
    }
}
