package io.staithe.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;

/**
 * Collects the calls that blocked a thread which must not block: Netty's event loops and Reactor's parallel ones.
 *
 * <p>Each of them also fails where it happens, as BlockHound has it. {@code FileChannel} escapes BlockHound; the
 * architecture rules hold it to the rooms that may have files.
 */
final class BlockingGuard {
    private static final int FRAMES = 24;
    private static final Queue<String> BLOCKED = new ConcurrentLinkedQueue<>();
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private BlockingGuard() {}

    static void install() {
        if (INSTALLED.compareAndSet(false, true)) {
            BlockHound.builder()
                    .loadIntegrations()
                    // The kernel's random bytes never make a caller wait; the driver's SCRAM asks for them.
                    .allowBlockingCallsInside("sun.security.provider.NativePRNG", "engineNextBytes")
                    // Handing a job to another thread takes the lock of a queue for an instant, of one that is being
                    // shut down too.
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
                    .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "delayedExecute")
                    // Jackson makes the reader of a type once, on its first use, under a lock.
                    .allowBlockingCallsInside(
                            "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer")
                    // A client of routes without a server makes codecs on its first request; a server makes them at its
                    // start.
                    .allowBlockingCallsInside(
                            "org.springframework.web.server.adapter.HttpWebHandlerAdapter", "getCodecConfigurer")
                    .blockingMethodCallback(BlockingGuard::refuse)
                    .install();
        }
    }

    /** The calls that blocked since the last call. */
    static List<String> drain() {
        List<String> blocked = new ArrayList<>();
        for (String call = BLOCKED.poll(); call != null; call = BLOCKED.poll()) {
            blocked.add(call);
        }
        return blocked;
    }

    private static void refuse(BlockingMethod method) {
        BlockingOperationError error = new BlockingOperationError(method);
        StringBuilder text =
                new StringBuilder("blocked " + Thread.currentThread().getName() + " in " + method);
        StackTraceElement[] stack = error.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        BLOCKED.add(text.toString());
        throw error;
    }
}
