package io.staithe.access.maintenance;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where the switch lies that all instances share. Database faults as everywhere. */
public interface MaintenanceStore {
    /** How it stands; never empty. Repeatable. */
    Mono<Switch> read();

    /** Changes it, and counts that; how it stands then. Repeating counts again and changes nothing else. */
    Mono<Switch> change(Wish wish);

    /** Notes what an instance has seen; empty when that is durable. Repeatable. */
    Mono<Void> note(Seen seen);

    /** What each instance has seen that is alive, by its name; with -1 where it has noted nothing. Repeatable. */
    Flux<Seen> seen(Duration lapse);

    /** How many tasks are accepted and not finished. Repeatable. */
    Mono<Long> unfinished();

    /**
     * What somebody wants.
     *
     * @param readOnly whether nothing may be changed
     * @param uploads what becomes of uploads under way
     * @param reason in words
     * @param caller who
     */
    record Wish(boolean readOnly, UploadsUnderWay uploads, String reason, String caller) {}

    /**
     * What an instance has seen.
     *
     * @param instance its name
     * @param number of the switch that it goes by
     * @param changes requests that change something and are under way there
     */
    record Seen(String instance, long number, int changes) {}
}
