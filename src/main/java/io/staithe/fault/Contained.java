package io.staithe.fault;

import java.util.concurrent.Callable;

/** Makes an ordinary failure of what one piece of work does to itself. */
public final class Contained {
    private Contained() {}

    /**
     * The same work, with an {@link IllegalStateException} for memory or a stack that did not suffice: Reactor throws
     * those errors on, on the thread that met them, and whoever waits for the work would wait for ever.
     */
    public static <T> Callable<T> work(Callable<T> work) {
        return () -> {
            try {
                return work.call();
            } catch (OutOfMemoryError | StackOverflowError exhausted) {
                throw new IllegalStateException("the work needs more than there is: " + exhausted, exhausted);
            }
        };
    }
}
