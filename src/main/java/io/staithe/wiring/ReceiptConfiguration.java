package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Ledger;
import io.staithe.gather.Gathering;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.receipt.Revisions;
import io.staithe.library.receipt.Seal;
import io.staithe.observe.Meters;
import io.staithe.openpgp.StatementKey;
import io.staithe.openpgp.StatementSigner;
import io.staithe.postgres.PgHistory;
import io.staithe.postgres.PgReceipts;
import io.staithe.web.rest.ReceiptHandler;
import io.staithe.web.rest.ReceiptRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Receipts and the log that they come from. */
@Configuration(proxyBeanMethods = false)
final class ReceiptConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptConfiguration.class);
    private static final String MADE = "receipts.pem";
    private static final Gathering.Limits TOGETHER = new Gathering.Limits(64, 2);

    @Bean
    Seal receiptSeal(Directories directories, ReceiptSettings settings, @Qualifier("crypto") Scheduler crypto)
            throws IOException {
        StatementKey key = StatementKey.read(Files.readAllBytes(keyFile(directories, settings)));
        LOG.info("event=receipts.ready key={}", key.fingerprint());
        return new Seal(
                key.fingerprint(),
                key.publicKey(),
                new Gathering<>(TOGETHER, new StatementSigner(key, crypto)::sign)::one);
    }

    private static Path keyFile(Directories directories, ReceiptSettings settings) throws IOException {
        Path configured = settings.keyFile();
        if (configured != null) {
            return configured;
        }
        Path own = directories.keys().resolve(MADE);
        if (Files.notExists(own)) {
            SecretFile.make(own, StatementKey.make());
        }
        return own;
    }

    @Bean
    ReceiptBook receiptBook(DatabaseClient database, Seal seal, MeterRegistry meters) {
        return new ReceiptBook(new PgReceipts(database), seal, Meters.RECEIPTS.counter(meters));
    }

    @Bean
    Revisions revisions(Catalog catalog, Ledger ledger, DatabaseClient database, MeterRegistry meters) {
        Revisions revisions = new Revisions(catalog, ledger, new PgHistory(database));
        Meters.REVISION_WATCHERS.gauge(meters, revisions::waiting);
        return revisions;
    }

    /** Before the web server waits for its requests to finish. */
    @Bean
    Ending waitsForRevisions(Revisions revisions) {
        return new Ending(StopOrder.WAITERS, () -> Mono.fromRunnable(revisions::close));
    }

    @Bean
    RouterFunction<ServerResponse> receiptRoutes(ReceiptBook receipts, Revisions revisions) {
        return ReceiptRoutes.of(new ReceiptHandler(receipts, revisions));
    }
}
