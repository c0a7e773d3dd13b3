package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.intake.Inspections;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Gate;
import io.staithe.library.addition.Vetting;
import io.staithe.library.arrival.Adoptions;
import io.staithe.library.arrival.Arrivals;
import io.staithe.library.arrival.Destination;
import io.staithe.library.arrival.Following;
import io.staithe.library.arrival.Occupants;
import io.staithe.library.change.ChangeOutcomes;
import io.staithe.library.change.Changes;
import io.staithe.library.change.Changing;
import io.staithe.library.change.Holdings;
import io.staithe.library.change.KnownBytes;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.task.Handler;
import io.staithe.library.task.Placements;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.Watch;
import io.staithe.pool.Pool;
import io.staithe.postgres.PgHoldings;
import io.staithe.postgres.PgOccupants;
import io.staithe.publish.Publications;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** Packages that come in by one call, and changes of several repositories. */
@Configuration(proxyBeanMethods = false)
final class ArrivalConfiguration {
    @Bean
    Watch watch(Tasks tasks, Publications publications) {
        return new Watch(tasks, publications);
    }

    @Bean
    Following following(Uploads uploads, ReceiptBook receipts, Watch watch) {
        return new Following(uploads, receipts, watch);
    }

    @Bean
    Destination destination(Catalog catalog, Occupants occupants, Tasks tasks, Gate gate) {
        return new Destination(catalog, occupants, tasks, gate);
    }

    @Bean
    Occupants occupants(DatabaseClient database) {
        return new PgOccupants(database);
    }

    @Bean
    Arrivals arrivals(
            Destination destination, Uploads uploads, Members members, Following following, Adoptions adoptions) {
        return new Arrivals(destination, uploads, members, following, adoptions);
    }

    @Bean
    Adoptions adoptions(Changes changes, ChangeOutcomes outcomes) {
        return new Adoptions(changes, outcomes);
    }

    @Bean
    Holdings holdings(DatabaseClient database) {
        return new PgHoldings(database);
    }

    @Bean
    KnownBytes knownBytes(Catalog catalog, Holdings holdings, Pool pool, MeterRegistry meters) {
        return new KnownBytes(catalog, holdings, pool::sizeBytes, meters);
    }

    @Bean
    Changes.Desk changeDesk(Tasks tasks, Vetting vetting, Gate gate) {
        return new Changes.Desk(tasks, vetting, gate);
    }

    @Bean
    Changes changes(Catalog catalog, KnownBytes bytes, Changes.Desk desk) {
        return new Changes(catalog, bytes, desk);
    }

    @Bean
    ChangeOutcomes changeOutcomes(ReceiptBook receipts, Watch watch) {
        return new ChangeOutcomes(receipts, watch);
    }

    @Bean
    TaskHandler changing(
            RepositoryChanges changes, Additions.Desk desk, Placements placements, Inspections inspections) {
        return new Handler(Changes.CHANGE, new Changing(changes, desk, placements, inspections::verdicts)::change);
    }
}
