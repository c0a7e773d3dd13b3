package io.staithe.fault;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** More work than the threads that are there can take: a shortage, though libraries tell it in their own words. */
public enum Overload implements FaultCode {
    WORKERS_BUSY("workers-busy", "The server has more work than it can take", Category.BUSY);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Label label;

    Overload(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    /** The same failure, as a shortage where it is a job that found no place in a queue of threads. */
    public static Throwable named(Throwable failure) {
        return failure instanceof RejectedExecutionException
                ? new Exhausted(
                        WORKERS_BUSY, "as many jobs wait for a thread as may (staithe.schedulers.queued)", RETRY_AFTER)
                : failure;
    }

    @Override
    public Label label() {
        return label;
    }
}
