package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.maintenance.Maintenance;
import io.staithe.pool.Pool;
import io.staithe.postgres.PgSweeps;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.Outsides;
import io.staithe.publish.files.ShardFiles;
import io.staithe.publish.files.Storages;
import io.staithe.publish.files.SweptFiles;
import io.staithe.publish.generation.DropHandler;
import io.staithe.queue.Atomically;
import io.staithe.queue.Instances;
import io.staithe.queue.Tasks;
import io.staithe.queue.lanes.Presence;
import io.staithe.sweep.Brooms;
import io.staithe.sweep.Cleanups;
import io.staithe.sweep.Sweep;
import io.staithe.sweep.Sweeper;
import io.staithe.sweep.Terms;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Sweeping: what nobody needs is deleted. */
@Configuration(proxyBeanMethods = false)
final class SweepConfiguration {
    @Bean
    PgSweeps sweeps(DatabaseClient database, TransactionalOperator transactions) {
        return new PgSweeps(database, transactions);
    }

    @Bean
    SweptFiles sweptFiles(
            Storages storages, Outsides outsides, ShardFiles shards, Clock clock, @Qualifier("disk") Scheduler disk) {
        return new SweptFiles(storages, outsides, shards, clock, disk);
    }

    @Bean
    Brooms.Files sweptPlaces(Pool pool, SweptFiles published, OutsideLinks links, Clock clock) {
        return new Brooms.Files(pool, published, links, clock);
    }

    @Bean
    Sweeper sweeper(Presence presence) {
        return new Sweeper(presence::alive);
    }

    @Bean
    Brooms brooms(PgSweeps sweeps, Brooms.Files files, Instances instances, Sweeper sweeper) {
        return new Brooms(sweeps.doomedRows(), sweeps, files, instances, sweeper);
    }

    @Bean
    Sweep sweep(Brooms brooms, MeterRegistry registry) {
        return new Sweep(brooms.all(), registry);
    }

    @Bean
    Terms sweepTerms(SweepSettings settings, PoolSettings pool, QueueSettings queue) {
        return settings.terms(pool.orphanGrace(), queue.lapse());
    }

    @Bean
    DropHandler.Cleaning cleaningAfterDrop(Sweep sweep, Terms terms) {
        return () -> sweep.afterDrop(terms.atOnce()).then();
    }

    @Bean
    Cleanups cleanups(Sweep sweep, Terms terms, Tasks tasks, Atomically atomically) {
        return new Cleanups(sweep, terms, tasks, atomically);
    }

    @Bean
    SweepKeeper sweepKeeper(Sweep sweep, PgSweeps sweeps, Sweeper sweeper, Terms terms, SweepSettings settings) {
        return new SweepKeeper(sweep, sweeps, sweeper, terms, settings);
    }

    /** Nothing is deleted while the server is read-only: a copy of its files may be under way. */
    @Bean
    Routine sweepRoutine(SweepKeeper keeper, SweepSettings settings, Maintenance maintenance) {
        return new Routine(
                "sweep",
                settings.every(),
                settings.every(),
                () -> maintenance.isReadOnly() ? Mono.empty() : keeper.swept());
    }
}
