package io.staithe.testkit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Collects the reports of Netty's leak detector, which follows every buffer.
 *
 * <p>Netty tells of a leak when the buffer was collected and a later one is tracked; {@link #drain} makes both happen.
 */
final class LeakGuard {
    private static final long COLLECTION_MILLIS = 1_000;
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private static volatile boolean buffersAreUsed;

    private LeakGuard() {}

    static void install() {
        ResourceLeakDetector.setLevel(Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ReportingDetectors());
    }

    /** The leaks since the last call. */
    static List<String> drain() throws InterruptedException {
        if (!buffersAreUsed) {
            return List.of();
        }
        collectGarbage();
        PooledByteBufAllocator.DEFAULT.buffer(1).release();
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> witness = new WeakReference<>(new Object(), collected);
        System.gc();
        collected.remove(COLLECTION_MILLIS);
        witness.clear();
    }

    private static final class ReportingDetectors extends ResourceLeakDetectorFactory {
        @SuppressWarnings("deprecation")
        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            buffersAreUsed = true;
            return new ReportingDetector<>(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            buffersAreUsed = true;
            return new ReportingDetector<>(resource, samplingInterval);
        }
    }

    private static final class ReportingDetector<T> extends ResourceLeakDetector<T> {
        ReportingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add("leaked " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add("leaked " + resourceType);
        }
    }
}
