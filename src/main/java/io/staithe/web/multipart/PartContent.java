package io.staithe.web.multipart;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The bytes of one part, for one subscriber, which takes over the buffers.
 *
 * <p>Signals come from the drain loop of the {@link PartSplitter}, one at a time; requests and cancels come from any
 * thread and only wake that loop. Cancelling makes the splitter drop what is left of the part.
 */
final class PartContent extends Flux<DataBuffer> implements Subscription {
    private final Runnable wake;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean terminated = new AtomicBoolean();
    private volatile @Nullable CoreSubscriber<? super DataBuffer> reader;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;

    PartContent(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
        if (!taken.compareAndSet(false, true)) {
            Operators.error(actual, new IllegalStateException("the content of a part can be read only once"));
            return;
        }
        actual.onSubscribe(this);
        reader = actual;
        Throwable early = failure;
        if (early != null) {
            deliver(early);
            return;
        }
        wake.run();
    }

    @Override
    public void request(long count) {
        if (Operators.validate(count)) {
            requested.accumulateAndGet(count, Operators::addCap);
            wake.run();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake.run();
    }

    /** Whether somebody reads, or nobody wants to any more. */
    boolean isTaken() {
        return cancelled || reader != null;
    }

    /** Whether bytes may go on: somebody asks for them, or nobody wants them any more. */
    boolean flows() {
        return cancelled || reader != null && requested.get() > 0;
    }

    /** Hands a slice to the reader, or drops it where the reader has gone. */
    void emit(DataBuffer slice) {
        CoreSubscriber<? super DataBuffer> actual = reader;
        if (cancelled || actual == null) {
            DataBufferUtils.release(slice);
            return;
        }
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        actual.onNext(slice);
    }

    /** The part is at its end. */
    void complete() {
        CoreSubscriber<? super DataBuffer> actual = reader;
        if (actual != null && !cancelled && terminated.compareAndSet(false, true)) {
            actual.onComplete();
        }
    }

    /** The part breaks off; a reader that comes later is told as well. */
    void fail(Throwable cause) {
        failure = cause;
        deliver(cause);
    }

    private void deliver(Throwable cause) {
        CoreSubscriber<? super DataBuffer> actual = reader;
        if (actual != null && !cancelled && terminated.compareAndSet(false, true)) {
            actual.onError(cause);
        }
    }
}
