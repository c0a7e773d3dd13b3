package io.staithe.queue;

import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Holds a cancel back until the subscribing itself is done; see {@link Shield#whileBeginning}. */
final class BegunWhole<T> extends FluxOperator<T, T> {
    BegunWhole(Flux<T> source) {
        super(source);
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> listener) {
        var beginning = new Beginning<T>(listener);
        source.subscribe(beginning);
        beginning.ended();
    }

    private enum Phase {
        BEGINNING,
        CANCELLED_MEANWHILE,
        BEGUN
    }

    /** Passes everything on at once but a cancel that comes too early; any thread may cancel. */
    private static final class Beginning<T> implements CoreSubscriber<T>, Subscription {
        /** Far more than subscribing takes; two that wait for each other go on after it. */
        private static final long LONGEST_NANOS = 1_000_000_000;

        private final CoreSubscriber<? super T> listener;
        private final Thread beginner = Thread.currentThread();
        private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BEGINNING);
        private volatile Subscription work = Operators.emptySubscription();

        Beginning(CoreSubscriber<? super T> listener) {
            this.listener = listener;
        }

        void ended() {
            if (phase.getAndSet(Phase.BEGUN) == Phase.CANCELLED_MEANWHILE) {
                work.cancel();
            }
        }

        /**
         * Where it comes early from another thread, it returns when the subscribing is done, some microseconds later:
         * whoever cancels may give away at once what the work is still taking into its hands.
         */
        @Override
        public void cancel() {
            if (phase.getAndUpdate(now -> now == Phase.BEGUN ? now : Phase.CANCELLED_MEANWHILE) == Phase.BEGUN) {
                work.cancel();
            } else if (Thread.currentThread() != beginner) {
                awaitBegun();
            }
        }

        private void awaitBegun() {
            long from = System.nanoTime();
            boolean isLate = false;
            while (phase.get() != Phase.BEGUN && !isLate) {
                isLate = System.nanoTime() - from > LONGEST_NANOS;
            }
        }

        @Override
        public void request(long count) {
            work.request(count);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            work = subscription;
            listener.onSubscribe(this);
        }

        @Override
        public void onNext(T value) {
            listener.onNext(value);
        }

        @Override
        public void onError(Throwable failure) {
            listener.onError(failure);
        }

        @Override
        public void onComplete() {
            listener.onComplete();
        }

        @Override
        public Context currentContext() {
            return listener.currentContext();
        }
    }
}
