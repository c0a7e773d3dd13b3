package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.intake.UploadLimits;
import io.staithe.intake.Uploads;
import io.staithe.intake.session.SessionLimits;
import io.staithe.intake.session.SessionStore;
import io.staithe.intake.session.SessionSweep;
import io.staithe.intake.session.Sessions;
import io.staithe.library.addition.Vetting;
import io.staithe.library.arrival.Destination;
import io.staithe.library.arrival.Following;
import io.staithe.library.arrival.ResumableUploads;
import io.staithe.library.change.Holdings;
import io.staithe.pool.PartialFiles;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.PgSessions;
import io.staithe.queue.Atomically;
import io.staithe.queue.Instance;
import io.staithe.queue.Instances;
import io.staithe.queue.Tasks;
import io.staithe.queue.lanes.Presence;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Uploads that come in pieces. */
@Configuration(proxyBeanMethods = false)
final class SessionConfiguration {
    private static final Duration FILE_GRACE = Duration.ofHours(1);

    @Bean
    PartialFiles partialFiles(FilePool pool) {
        return pool.partials();
    }

    @Bean
    SessionStore sessionStore(DatabaseClient database) {
        return new PgSessions(database);
    }

    @Bean
    SessionLimits sessionLimits(UploadLimits uploads, SessionSettings settings, QueueSettings queue) {
        return new SessionLimits(
                uploads.body(),
                settings.expireAfter(),
                settings.emptyTtl(),
                settings.maxOpen(),
                settings.mostOfCaller(),
                settings.checkpoint().toBytes(),
                settings.busyWait(),
                settings.silence(),
                queue.lapse(),
                FILE_GRACE,
                uploads.retry());
    }

    @Bean
    Sessions sessions(
            PartialFiles files,
            SessionStore store,
            Uploads uploads,
            SessionLimits limits,
            Sessions.Surroundings around) {
        return new Sessions(files, store, uploads, limits, around);
    }

    @Bean
    Sessions.Surroundings sessionSurroundings(Presence presence, MeterRegistry meters) {
        return new Sessions.Surroundings(() -> presence.alive().map(Instance::id), meters);
    }

    @Bean
    ResumableUploads.Desk resumableDesk(
            Tasks tasks, Atomically atomically, Holdings holdings, SessionStore store, Vetting vetting) {
        return new ResumableUploads.Desk(tasks, atomically, holdings, store, vetting);
    }

    @Bean
    ResumableUploads resumableUploads(
            Destination destination,
            Catalog catalog,
            Sessions sessions,
            Following following,
            ResumableUploads.Desk desk) {
        return new ResumableUploads(destination, catalog, sessions, following, desk);
    }

    @Bean
    SessionSweep.Neighbours sessionNeighbours(Instances instances, QueueSettings queue, Sessions sessions) {
        return new SessionSweep.Neighbours(instances.lapsed(queue.lapse()), sessions::forget);
    }

    @Bean
    SessionSweep sessionSweep(
            PartialFiles files,
            SessionStore store,
            SessionLimits limits,
            SessionSweep.Neighbours neighbours,
            SessionSweep.Instruments instruments) {
        return new SessionSweep(files, store, limits, neighbours, instruments);
    }

    @Bean
    SessionSweep.Instruments sessionInstruments(Clock clock, MeterRegistry meters) {
        return new SessionSweep.Instruments(clock, meters);
    }

    @Bean
    Routine sessionRoutine(SessionSweep sweep, Presence presence, SessionSettings settings) {
        return new Routine(
                "sessions",
                settings.sweepEvery(),
                settings.sweepEvery(),
                () -> Mono.justOrEmpty(presence.alive())
                        .flatMap(instance -> sweep.sweep(instance.id()))
                        .then());
    }
}
