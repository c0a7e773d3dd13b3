package io.staithe.web.multipart;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import io.staithe.web.multipart.PartScanner.Step;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The operator that splits a multipart body into its parts, one after the other, each a flow of its own.
 *
 * <p>It holds at most one buffer, which it asks for only when the reader of the present part, or of the parts, asks.
 * Requests, cancels and buffers may come from any thread; one drain loop at a time does all the work and sends all
 * signals. Cancelling the parts cancels the body, releases what is held and fails content that is still being read.
 */
final class PartSplitter implements CoreSubscriber<DataBuffer>, Subscription {
    private final CoreSubscriber<? super Part> actual;
    private final PartScanner scanner;
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private final AtomicReference<@Nullable DataBuffer> arrived = new AtomicReference<>();
    private @Nullable Subscription body;
    private volatile boolean cancelled;
    private volatile boolean bodyEnded;
    private volatile @Nullable Throwable bodyFailure;

    private boolean finished;
    private boolean awaiting;
    private @Nullable Step step;
    private @Nullable PartContent content;

    private PartSplitter(CoreSubscriber<? super Part> actual, PartScanner scanner) {
        this.actual = actual;
        this.scanner = scanner;
    }

    /** The operator, for {@code transform}; what is not well-formed or over a limit fails the parts. */
    static Function<Publisher<DataBuffer>, Publisher<Part>> splitting(Boundary boundary, MultipartLimits limits) {
        return source -> Operators.<DataBuffer, Part>lift(
                        (scannable, actual) -> new PartSplitter(actual, new PartScanner(boundary, limits)))
                .apply(source);
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(body, subscription)) {
            body = subscription;
            actual.onSubscribe(this);
        }
    }

    @Override
    public void onNext(DataBuffer buffer) {
        DataBuffer unread = arrived.getAndSet(buffer);
        if (unread != null) {
            DataBufferUtils.release(unread);
        }
        drain();
    }

    @Override
    public void onError(Throwable failure) {
        bodyFailure = failure;
        bodyEnded = true;
        drain();
    }

    @Override
    public void onComplete() {
        bodyEnded = true;
        drain();
    }

    @Override
    public void request(long count) {
        if (Operators.validate(count)) {
            requested.accumulateAndGet(count, Operators::addCap);
            drain();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        body().cancel();
        drain();
    }

    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (advances()) {
                // one step after the other, until something is missing
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Does one step; false where it has to wait for a signal, or is at its end. */
    private boolean advances() {
        if (cancelled || finished) {
            abandon();
            return false;
        }
        if (bodyFailure != null) {
            fail(bodyFailure);
            return false;
        }
        try {
            step = step == null ? scanner.next() : step;
        } catch (RuntimeException malformed) {
            body().cancel();
            fail(malformed);
            return false;
        }
        return switch (step) {
            case NEED_DATA -> feeds();
            case HEAD -> begins();
            case SLICE -> emits();
            case END -> ends();
        };
    }

    private boolean feeds() {
        DataBuffer next = arrived.getAndSet(null);
        if (next != null) {
            awaiting = false;
            scanner.feed(next);
            step = null;
            return true;
        }
        if (bodyEnded && arrived.get() == null) {
            finish();
            return false;
        }
        if (!awaiting && isWanted()) {
            awaiting = true;
            body().request(1);
        }
        return arrived.get() != null;
    }

    private boolean isWanted() {
        return content == null ? scanner.isClosed() || requested.get() > 0 : content.flows();
    }

    private boolean begins() {
        if (requested.get() == 0) {
            return false;
        }
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        step = null;
        PartContent next = new PartContent(this::drain);
        content = next;
        actual.onNext(new Part(scanner.head(), next));
        return true;
    }

    private boolean emits() {
        PartContent reading = content;
        if (reading == null || !reading.flows()) {
            return false;
        }
        step = null;
        reading.emit(scanner.takeSlice());
        return true;
    }

    private boolean ends() {
        PartContent ending = content;
        if (ending == null || !ending.isTaken()) {
            return false;
        }
        step = null;
        content = null;
        ending.complete();
        return true;
    }

    private void finish() {
        if (!scanner.isClosed()) {
            fail(new Refused(WebFault.BAD_MULTIPART, "the multipart body ends before its last boundary"));
            return;
        }
        finished = true;
        scanner.release();
        actual.onComplete();
    }

    private void fail(Throwable cause) {
        finished = true;
        abandon();
        PartContent reading = content;
        content = null;
        if (reading != null) {
            reading.fail(cause);
        }
        if (!cancelled) {
            actual.onError(cause);
        }
    }

    /** Releases whatever is held; content that is still being read breaks off. */
    private void abandon() {
        scanner.release();
        DataBuffer unread = arrived.getAndSet(null);
        if (unread != null) {
            DataBufferUtils.release(unread);
        }
        PartContent reading = content;
        if (cancelled && reading != null) {
            content = null;
            reading.fail(new CancellationException("nobody reads the parts of this body any more"));
        }
    }

    private Subscription body() {
        Subscription subscription = body;
        if (subscription == null) {
            throw new IllegalStateException("not subscribed yet");
        }
        return subscription;
    }
}
