package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Registry;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.search.Packages;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.postgres.PgCatalog;
import io.staithe.postgres.PgLedger;
import io.staithe.postgres.PgPackages;
import io.staithe.postgres.PgRegistry;
import io.staithe.postgres.PgShelves;
import io.staithe.postgres.PgSnapshotCatalog;
import io.staithe.postgres.PgSnapshotRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** The catalogue on PostgreSQL. */
@Configuration(proxyBeanMethods = false)
final class CatalogConfiguration {
    @Bean
    Catalog catalog(DatabaseClient database, TransactionalOperator transactions, CatalogSettings settings) {
        return new PgCatalog(database, transactions, settings.pageSize());
    }

    @Bean
    SnapshotCatalog snapshotCatalog(
            DatabaseClient database, TransactionalOperator transactions, CatalogSettings settings) {
        return new PgSnapshotCatalog(database, transactions, settings.pageSize());
    }

    @Bean
    SnapshotRegistry snapshotRegistry(DatabaseClient database) {
        return new PgSnapshotRegistry(database);
    }

    @Bean
    Packages packages(DatabaseClient database, CatalogSettings settings) {
        return new PgPackages(database, settings.pageSize(), settings.queryPatience());
    }

    @Bean
    Ledger ledger(DatabaseClient database) {
        return new PgLedger(database);
    }

    @Bean
    Shelves shelves(DatabaseClient database) {
        return new PgShelves(database);
    }

    @Bean
    Registry registry(DatabaseClient database) {
        return new PgRegistry(database);
    }

    @Bean
    PackageMeters packageMeters(Catalog catalog, CatalogSettings settings, MeterRegistry meters) {
        return new PackageMeters(catalog, settings.countedRepositories(), meters);
    }

    @Bean
    Routine packageCounting(PackageMeters counted, CatalogSettings settings) {
        return new Routine("package counts", settings.countInterval(), settings.countInterval(), counted::count);
    }
}
