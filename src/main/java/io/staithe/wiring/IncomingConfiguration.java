package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.intake.Inspections;
import io.staithe.intake.Uploads;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Vetting;
import io.staithe.library.inclusion.Examiner;
import io.staithe.library.incoming.Examination;
import io.staithe.library.incoming.Incoming;
import io.staithe.library.incoming.Outcomes;
import io.staithe.library.incoming.StagedFiles;
import io.staithe.library.incoming.Taking;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.task.Handler;
import io.staithe.library.task.Watch;
import io.staithe.postgres.PgStagedFiles;
import io.staithe.queue.Atomically;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.Tasks;
import io.staithe.web.dput.DputHandler;
import io.staithe.web.dput.DputRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Uploads that dput sends file by file. */
@Configuration(proxyBeanMethods = false)
final class IncomingConfiguration {
    @Bean
    StagedFiles stagedFiles(DatabaseClient database, Atomically atomically) {
        return new PgStagedFiles(database, atomically);
    }

    @Bean
    Incoming.Desk incomingDesk(StagedFiles staged, Tasks tasks, Vetting vetting) {
        return new Incoming.Desk(staged, tasks, vetting);
    }

    @Bean
    Examination examination(Examiner examiner, Inspections inspections) {
        return new Examination(examiner, inspections::verdicts);
    }

    @Bean
    Outcomes incomingOutcomes(Watch watch, ReceiptBook receipts, DputSettings settings, MeterRegistry meters) {
        return new Outcomes(watch, receipts, new Outcomes.Terms(settings.patience(), settings.publishes()), meters);
    }

    @Bean
    Incoming incoming(
            Catalog catalog, Uploads uploads, Examination examination, Incoming.Desk desk, Outcomes outcomes) {
        return new Incoming(catalog, uploads, examination, desk, outcomes);
    }

    @Bean
    TaskHandler taking(AcceptedFiles files, Examination examination, Additions additions) {
        return new Handler(Incoming.TAKE, new Taking(files, examination, additions)::take);
    }

    @Bean
    RouterFunction<ServerResponse> dputRoutes(Incoming incoming) {
        return DputRoutes.of(new DputHandler(incoming));
    }
}
