package io.staithe.wiring;

import io.staithe.access.audit.Audit;
import io.staithe.archive.Certificates;
import io.staithe.catalog.Catalog;
import io.staithe.deb.upload.SignatureCheck;
import io.staithe.intake.Inspections;
import io.staithe.intake.SmallFiles;
import io.staithe.intake.Uploads;
import io.staithe.library.addition.AcceptedFiles;
import io.staithe.library.addition.Additions;
import io.staithe.library.addition.Vetting;
import io.staithe.library.inclusion.Examiner;
import io.staithe.library.inclusion.InclusionFiles;
import io.staithe.library.inclusion.InclusionTasks;
import io.staithe.library.inclusion.Inclusions;
import io.staithe.library.inclusion.UploadRules;
import io.staithe.library.task.Handler;
import io.staithe.openpgp.CertificateRings;
import io.staithe.openpgp.SignatureChecker;
import io.staithe.pool.Pool;
import io.staithe.postgres.PgInclusionFiles;
import io.staithe.publish.trust.TrustedKeys;
import io.staithe.queue.Atomically;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.Tasks;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Scheduler;

/** Uploads by {@code .changes} files, and the keys that count for them. */
@Configuration(proxyBeanMethods = false)
final class IncludeConfiguration {
    @Bean
    Certificates certificates(Clock clock) {
        return new CertificateRings(clock);
    }

    @Bean
    SignatureCheck signatureCheck(Clock clock) {
        return new SignatureChecker(clock);
    }

    @Bean
    TrustedKeys trustedKeys(
            Directories directories,
            Certificates certificates,
            SignatureCheck signatures,
            Scheduler crypto,
            Audit audit) {
        return new TrustedKeys(directories.keys().resolve("trusted"), certificates, signatures, crypto, audit);
    }

    @Bean
    SmallFiles smallFiles(Pool pool, Scheduler disk) {
        return new SmallFiles(pool, disk);
    }

    @Bean
    InclusionFiles inclusionFiles(DatabaseClient database, Atomically atomically) {
        return new PgInclusionFiles(database, atomically);
    }

    @Bean
    Inclusions.Desk inclusionDesk(Uploads uploads, SmallFiles contents, Vetting vetting) {
        return new Inclusions.Desk(uploads, contents, vetting);
    }

    @Bean
    Inclusions inclusions(Catalog catalog, Tasks tasks, InclusionFiles files, Inclusions.Desk desk) {
        return new Inclusions(catalog, tasks, files, desk);
    }

    @Bean
    Examiner examiner(SmallFiles files, TrustedKeys trusted, IncludeSettings settings) {
        return new Examiner(files, trusted, settings.keyring(), UploadRules.of(settings.uploaders()));
    }

    @Bean
    TaskHandler inclusionTasks(AcceptedFiles files, Examiner examiner, Inspections inspections, Additions additions) {
        return new Handler(
                Inclusions.INCLUDE, new InclusionTasks(files, examiner, inspections::verdicts, additions)::include);
    }
}
