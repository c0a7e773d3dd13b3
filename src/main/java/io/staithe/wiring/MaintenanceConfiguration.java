package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.audit.Audit;
import io.staithe.access.maintenance.Maintenance;
import io.staithe.postgres.PgMaintenance;
import io.staithe.queue.lanes.LaneLimits;
import io.staithe.web.access.ReadOnlyFilter;
import io.staithe.web.rest.MaintenanceHandler;
import io.staithe.web.rest.MaintenanceRoutes;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Read-only mode. */
@Configuration(proxyBeanMethods = false)
final class MaintenanceConfiguration {
    @Bean
    Maintenance.Terms maintenanceTerms(MaintenanceSettings settings, InstanceName instance, LaneLimits limits) {
        return new Maintenance.Terms(instance.value(), settings.readOnly(), settings.retryAfter(), limits.lapse());
    }

    @Bean
    Maintenance maintenance(DatabaseClient database, Audit audit, Maintenance.Terms terms, MeterRegistry meters) {
        return new Maintenance(new PgMaintenance(database), audit, terms, meters);
    }

    @Bean
    Routine maintenanceRoutine(Maintenance maintenance, MaintenanceSettings settings) {
        return new Routine("maintenance", Duration.ZERO, settings.look(), maintenance::looked);
    }

    @Bean
    ReadOnlyFilter readOnlyFilter(Maintenance maintenance) {
        return new ReadOnlyFilter(maintenance);
    }

    @Bean
    RouterFunction<ServerResponse> maintenanceRoutes(Maintenance maintenance) {
        return MaintenanceRoutes.of(new MaintenanceHandler(maintenance));
    }
}
