package io.staithe.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * When to try again: soon at first, then ever later, or when the server says; not any more where nothing went on for as
 * long as the patience lasts. Of one file; not safe for threads.
 */
final class Retries {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(15);

    private final Duration patience;
    private final LongSupplier nanos;
    private final Consumer<Duration> pause;
    private Duration next = FIRST;
    private OptionalLong since = OptionalLong.empty();
    private long furthest = -1;

    /**
     * Tries of a file.
     *
     * @param patience how long nothing may go on
     * @param nanos a clock
     * @param pause waits
     */
    Retries(Duration patience, LongSupplier nanos, Consumer<Duration> pause) {
        this.patience = patience;
        this.nanos = nanos;
        this.pause = pause;
    }

    /** So many bytes are known to have arrived: if these are more than ever, something goes on. */
    void reached(long bytes) {
        if (bytes > furthest) {
            furthest = bytes;
            answered();
        }
    }

    /** The server did what it was asked: patience begins anew with the next failure. */
    void answered() {
        since = OptionalLong.empty();
        next = FIRST;
    }

    /**
     * Waits a little, for the server works at what it was asked, and tells nothing new.
     *
     * @param reason what it works at
     * @throws IOException with the reason, where it is time to give up
     */
    void underWay(String reason) throws IOException {
        long now = nanos.getAsLong();
        since = OptionalLong.of(since.orElse(now));
        next = FIRST;
        if (now - since.getAsLong() > patience.toNanos()) {
            throw new IOException(reason);
        }
        pause.accept(FIRST);
    }

    /**
     * Waits before the next try.
     *
     * @param wanted how long the server wants it to be at least
     * @param reason why the last one failed
     * @throws IOException with the reason, where it is time to give up
     */
    void pause(Optional<Duration> wanted, String reason) throws IOException {
        Duration wait = wanted.filter(longer -> longer.compareTo(next) > 0).orElse(next);
        long now = nanos.getAsLong();
        Duration passed = Duration.ofNanos(now - since.orElse(now));
        since = OptionalLong.of(now - passed.toNanos());
        if (passed.plus(wait).compareTo(patience) > 0) {
            throw new IOException(reason);
        }
        // Clients that were refused together shall not come back together.
        pause.accept(wait.plusMillis(ThreadLocalRandom.current().nextLong(1 + wait.toMillis() / 4)));
        next = next.multipliedBy(2).compareTo(LAST) < 0 ? next.multipliedBy(2) : LAST;
    }
}
