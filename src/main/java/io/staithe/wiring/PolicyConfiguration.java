package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.audit.Audit;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Shelves;
import io.staithe.intake.Inspections;
import io.staithe.library.RepositoryPolicies;
import io.staithe.library.addition.Gate;
import io.staithe.library.arrival.Occupants;
import io.staithe.library.policy.Inventory;
import io.staithe.library.policy.Policing;
import io.staithe.library.policy.PolicyStore;
import io.staithe.library.retention.Retirements;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.postgres.PgInventory;
import io.staithe.postgres.PgPolicyStore;
import io.staithe.queue.Tasks;
import io.staithe.web.rest.PolicyHandler;
import io.staithe.web.rest.PolicyRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What repositories take, and what goes again. */
@Configuration(proxyBeanMethods = false)
final class PolicyConfiguration {
    @Bean
    Inventory inventory(DatabaseClient database) {
        return new PgInventory(database);
    }

    @Bean
    PolicyStore policyStore(DatabaseClient database) {
        return new PgPolicyStore(database);
    }

    @Bean
    Policing policing(Inventory inventory, MeterRegistry meters) {
        return new Policing(inventory, meters);
    }

    @Bean
    Gate gate(Inspections inspections, Policing policing, Occupants occupants) {
        return new Gate(inspections::verdicts, policing, occupants::holding);
    }

    @Bean
    RepositoryPolicies repositoryPolicies(Catalog catalog, PolicyStore store, Audit audit) {
        return new RepositoryPolicies(catalog, store, audit);
    }

    @Bean
    RouterFunction<ServerResponse> policyRoutes(RepositoryPolicies policies) {
        return PolicyRoutes.of(new PolicyHandler(policies));
    }

    @Bean
    Retirements.Desk retirementDesk(RepositoryChanges changes, Ledger ledger, Shelves shelves) {
        return new Retirements.Desk(changes, ledger, shelves);
    }

    @Bean
    Retirements retirements(
            PolicyStore store, Inventory inventory, Retirements.Desk desk, Tasks tasks, PolicySettings settings) {
        return new Retirements(store, inventory, desk, tasks, settings.batch());
    }

    @Bean
    Routine retirementRoutine(Retirements retirements, PolicySettings settings) {
        return new Routine("retention", settings.every(), settings.every(), retirements::beat);
    }
}
