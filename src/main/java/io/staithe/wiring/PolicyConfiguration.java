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
import io.staithe.library.policy.Hook;
import io.staithe.library.policy.HookStore;
import io.staithe.library.policy.Hooks;
import io.staithe.library.policy.Inventory;
import io.staithe.library.policy.Policing;
import io.staithe.library.policy.PolicyStore;
import io.staithe.library.retention.Retirements;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.postgres.PgHookStore;
import io.staithe.postgres.PgInventory;
import io.staithe.postgres.PgPolicyStore;
import io.staithe.queue.Tasks;
import io.staithe.web.rest.PolicyHandler;
import io.staithe.web.rest.PolicyRoutes;
import io.staithe.web.webhook.HttpSender;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.resources.ConnectionProvider;

/** What repositories take, and what goes again. */
@Configuration(proxyBeanMethods = false)
final class PolicyConfiguration {
    private static final Duration IDLE = Duration.ofSeconds(20);

    @Bean
    Inventory inventory(DatabaseClient database) {
        return new PgInventory(database);
    }

    @Bean
    PolicyStore policyStore(DatabaseClient database) {
        return new PgPolicyStore(database);
    }

    @Bean
    HookStore hookStore(DatabaseClient database) {
        return new PgHookStore(database);
    }

    @Bean(destroyMethod = "dispose")
    ConnectionProvider hookConnections() {
        return ConnectionProvider.builder("hooks").maxIdleTime(IDLE).build();
    }

    /** Hooks reach what webhooks may. */
    @Bean
    HttpSender hookSender(@Qualifier("hookConnections") ConnectionProvider connections, WebhookSettings webhooks) {
        return new HttpSender(connections, Hook.LONGEST_LIMIT, webhooks.reach());
    }

    @Bean
    Hooks hooks(HookStore store, HttpSender hookSender, Clock clock, PolicySettings settings, MeterRegistry meters) {
        return new Hooks(
                store, hookSender, clock, new Hooks.Limits(settings.hookParallel(), settings.hookPatience()), meters);
    }

    @Bean
    Policing policing(Inventory inventory, Hooks hooks, MeterRegistry meters) {
        return new Policing(inventory, hooks, meters);
    }

    @Bean
    Routine hookAnswerRoutine(HookStore store, SweepSettings settings) {
        return new Routine("policies.hook-answers", settings.every(), settings.every(), store::forget);
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
