package io.staithe.publish;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which publications need a generation that nobody asked for, by the database's clock. */
public interface UpkeepStore {
    /**
     * The publications that publish themselves and whose sources changed after what they show, in no order.
     */
    Flux<Behind> behind();

    /** The publications whose Release file has lived half of its time, and for which no task is under way. */
    Flux<Long> expiring();

    /** How long until the first current Release file expires; empty where none ever does. */
    Mono<Duration> validity();

    /**
     * A publication that does not show the newest changes.
     *
     * @param sinceFirst how long ago the first of them was made
     * @param sinceLast how long ago the last of them was made
     * @param automatic when it is to publish itself
     * @param sinceBegin how long ago the work on its current generation began
     * @param ahead how far the validator of InRelease runs ahead of the clock; negative where it lies behind
     * @param underWay whether a task for it waits or runs
     */
    record Behind(
            long publication,
            Duration sinceFirst,
            Duration sinceLast,
            Terms.Automatic automatic,
            Duration sinceBegin,
            Duration ahead,
            boolean underWay) {
        /** A burst: so far ahead nothing is spread. */
        private static final Duration BURST = Duration.ofSeconds(2);

        private static final Duration STEADY = Duration.ofMillis(600);
        private static final Duration FAR = Duration.ofSeconds(45);

        /** From {@link #FAR} on, what each second ahead adds: one generation a second is reached before a minute is. */
        private static final long MILLIS_PER_SECOND = 30;

        /**
         * How long it is to wait: until nothing changed for the quiet time, but not longer than its bound; and under
         * steady changes so long after the last began that the minute which the validator may run ahead is not used
         * up for some minutes, and then never.
         */
        Duration dueIn() {
            Duration quiet = automatic.quiet().minus(sinceLast);
            Duration bound = automatic.within().minus(sinceFirst);
            Duration asked = quiet.compareTo(bound) < 0 ? quiet : bound;
            Duration spread = spacing().minus(sinceBegin);
            Duration due = asked.compareTo(spread) < 0 ? spread : asked;
            return due.isNegative() ? Duration.ZERO : due;
        }

        private Duration spacing() {
            if (ahead.compareTo(BURST) <= 0) {
                return Duration.ZERO;
            }
            Duration far = ahead.minus(FAR);
            return far.isNegative() ? STEADY : STEADY.plusMillis(far.toMillis() * MILLIS_PER_SECOND / 1000);
        }
    }
}
