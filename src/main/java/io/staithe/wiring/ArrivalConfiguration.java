package io.staithe.wiring;

import io.staithe.catalog.Catalog;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.arrival.Arrivals;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.publish.Publications;
import io.staithe.queue.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Packages that come in by one call. */
@Configuration(proxyBeanMethods = false)
final class ArrivalConfiguration {
    @Bean
    Arrivals arrivals(
            Catalog catalog,
            Uploads uploads,
            Arrivals.Additions additions,
            ReceiptBook receipts,
            Publications publications) {
        return new Arrivals(catalog, uploads, additions, receipts, publications);
    }

    @Bean
    Arrivals.Additions arrivalAdditions(Members members, Tasks tasks) {
        return new Arrivals.Additions(members, tasks);
    }
}
