package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.audit.Audit;
import io.staithe.access.audit.AuditStore;
import io.staithe.postgres.PgAuditStore;
import io.staithe.web.DenialFilter;
import io.staithe.web.rest.AuditHandler;
import io.staithe.web.rest.AuditRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The audit. */
@Configuration(proxyBeanMethods = false)
final class AuditConfiguration {
    @Bean
    AuditStore auditStore(DatabaseClient database, TransactionalOperator transactions) {
        return new PgAuditStore(database, transactions);
    }

    @Bean
    Audit audit(AuditStore store, AuditSettings settings, MeterRegistry meters) {
        return new Audit(store, settings.keepFor(), meters, System::nanoTime);
    }

    @Bean
    Routine auditRoutine(Audit audit, AuditSettings settings) {
        return new Routine("audit", settings.every(), settings.every(), audit::beat);
    }

    @Bean
    Routine auditSweepRoutine(Audit audit, AuditSettings settings) {
        return new Routine("audit.sweep", settings.sweepEvery(), settings.sweepEvery(), audit::sweep);
    }

    @Bean
    DenialFilter denialFilter(Audit audit) {
        return new DenialFilter(audit);
    }

    @Bean
    RouterFunction<ServerResponse> auditRoutes(Audit audit) {
        return AuditRoutes.of(new AuditHandler(audit));
    }
}
