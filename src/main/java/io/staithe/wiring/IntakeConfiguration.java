package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.intake.Inspections;
import io.staithe.intake.UploadLimits;
import io.staithe.intake.UploadStore;
import io.staithe.intake.Uploads;
import io.staithe.intake.inspection.InspectionStore;
import io.staithe.intake.inspection.Inspector;
import io.staithe.observe.Departures;
import io.staithe.observe.Meters;
import io.staithe.pool.Blobs;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Pool;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.PgInspections;
import io.staithe.postgres.PgUploads;
import io.staithe.queue.Instances;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Scheduler;

/** Uploads and inspections. */
@Configuration(proxyBeanMethods = false)
final class IntakeConfiguration {
    private static final int BACKGROUND_SHARE = 3;

    @Bean
    UploadStore uploadStore(DatabaseClient database) {
        return new PgUploads(database);
    }

    @Bean
    InspectionStore inspectionStore(DatabaseClient database) {
        return new PgInspections(database);
    }

    @Bean
    Inspector inspector(Scheduler inspect, IntakeSettings settings) {
        int all = settings.allInspections();
        int background = Math.max(1, all / BACKGROUND_SHARE);
        return new Inspector(
                inspect,
                new Inspector.Limits(
                        all - background,
                        background,
                        settings.inlineContents().toBytes(),
                        settings.fileListLimit().toBytes()));
    }

    @Bean
    Inspections inspections(
            Pool pool, Inspector inspector, InspectionStore store, IntakeSettings settings, MeterRegistry meters) {
        var inspections = new Inspections(pool, inspector, store, settings.inspectionsWaiting());
        Meters.INSPECTIONS_WAITING.gauge(meters, inspections::underWay);
        return inspections;
    }

    @Bean
    Departures.Bounds retryBounds(IntakeSettings settings) {
        return new Departures.Bounds(settings.retryAfter(), settings.longestRetry());
    }

    @Bean
    UploadLimits uploadLimits(
            IntakeSettings settings, PoolSettings pool, FilePool files, Departures.Bounds retryBounds) {
        BodyLimits body = new BodyLimits(
                settings.maxUploadSize().toBytes(),
                settings.idleTimeout(),
                settings.minRate().toBytes(),
                settings.rateWindow());
        return new UploadLimits(
                body,
                settings.places(files.maxBodies()),
                settings.maxFiles(),
                settings.minFreeDisk().toBytes(),
                pool.orphanGrace().dividedBy(2),
                retryBounds,
                settings.allowance());
    }

    @Bean
    Uploads.Bytes uploadBytes(Pool pool, Blobs blobs) {
        return new Uploads.Bytes(pool, blobs);
    }

    @Bean
    Uploads uploads(
            Uploads.Bytes bytes,
            Uploads.Judges judges,
            UploadStore store,
            UploadLimits limits,
            Uploads.Instruments instruments) {
        return new Uploads(bytes, judges, store, limits, instruments);
    }

    @Bean
    Uploads.Judges uploadJudges(Inspector inspector, Inspections inspections) {
        return new Uploads.Judges(inspector, inspections);
    }

    @Bean
    Uploads.Instruments uploadInstruments(Clock clock, MeterRegistry meters) {
        return new Uploads.Instruments(clock, meters);
    }

    @Bean
    IntakeLifecycle intakeLifecycle(Pool pool, Inspections inspections, Instances instances, QueueSettings queue) {
        Duration silence = queue.lapse().multipliedBy(Instances.LAPSES_UNTIL_SWEPT);
        return new IntakeLifecycle(pool, inspections, instances.lapsed(silence));
    }
}
