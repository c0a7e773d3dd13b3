package io.staithe.wiring;

import io.staithe.catalog.Catalog;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.arrival.Arrivals;
import io.staithe.postgres.PgReceipts;
import io.staithe.publish.Publications;
import io.staithe.queue.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** Packages that come in by one call. */
@Configuration(proxyBeanMethods = false)
final class ArrivalConfiguration {
    @Bean
    Arrivals arrivals(
            Catalog catalog,
            Uploads uploads,
            Arrivals.Additions additions,
            DatabaseClient database,
            Publications publications) {
        return new Arrivals(catalog, uploads, additions, new PgReceipts(database), publications);
    }

    @Bean
    Arrivals.Additions arrivalAdditions(Members members, Tasks tasks) {
        return new Arrivals.Additions(members, tasks);
    }
}
