package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.library.check.Walks;
import io.staithe.library.verify.Checks;
import io.staithe.library.verify.Verifier;
import io.staithe.pool.Blobs;
import io.staithe.pool.Pool;
import io.staithe.pool.file.BlobProof;
import io.staithe.postgres.PgCatalogFacts;
import io.staithe.postgres.PgFindings;
import io.staithe.postgres.PgHistory;
import io.staithe.postgres.PgPoolFacts;
import io.staithe.postgres.PgVerifierStore;
import io.staithe.publish.ArchiveView;
import io.staithe.publish.Archives;
import io.staithe.publish.Upkeep;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.ShardFiles;
import io.staithe.publish.files.Storages;
import io.staithe.publish.files.SweptFiles;
import io.staithe.publish.files.TreeProof;
import io.staithe.publish.generation.PoolClaims;
import io.staithe.publish.index.IndexLists;
import io.staithe.publish.index.IndexProof;
import io.staithe.publish.index.ShardStore;
import io.staithe.publish.proof.GenerationProof;
import io.staithe.queue.Atomically;
import io.staithe.queue.Tasks;
import io.staithe.web.rest.CheckHandler;
import io.staithe.web.rest.CheckRoutes;
import io.staithe.web.rest.TaskReplies;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;

/** Checks on demand, and the verifier. */
@Configuration(proxyBeanMethods = false)
final class VerifyConfiguration {
    private static final Duration LINKS_FOLLOW = Duration.ofSeconds(2);

    @Bean
    IndexProof indexProof(IndexLists lists, ShardStore store, ShardFiles files, @Qualifier("disk") Scheduler disk) {
        return new IndexProof(lists, store, files, disk);
    }

    @Bean
    GenerationProof generationProof(Storages storages, Archives archives, @Qualifier("disk") Scheduler disk) {
        return new GenerationProof(() -> PublishConfiguration.files(storages, disk), archives, disk);
    }

    @Bean
    Walks.Proofs proofs(
            Pool pool,
            Storages storages,
            IndexProof indexes,
            GenerationProof generations,
            @Qualifier("disk") Scheduler disk) {
        return new Walks.Proofs(
                new BlobProof(pool, disk), indexes, generations, new TreeProof(storages.onDisk(), disk));
    }

    @Bean
    Walks.Rows walkedRows(DatabaseClient database) {
        return new Walks.Rows(new PgPoolFacts(database), new PgCatalogFacts(database), new PgHistory(database));
    }

    @Bean
    Walks.Files walkedFiles(Pool pool, Blobs blobs, SweptFiles published) {
        return new Walks.Files(pool, blobs, published);
    }

    @Bean
    Walks.Published walkedPublications(ArchiveView view, OutsideLinks links, PoolClaims claims, Upkeep upkeep) {
        return new Walks.Published(view, links, claims, upkeep);
    }

    @Bean
    Walks walks(Walks.Rows rows, Walks.Files files, Walks.Published published, Walks.Proofs proofs, Walks.Times times) {
        return new Walks(rows, files, published, proofs, times);
    }

    @Bean
    Walks.Times walkTimes(Clock clock, PoolSettings pool) {
        return new Walks.Times(clock, pool.orphanGrace(), LINKS_FOLLOW);
    }

    @Bean
    Checks checks(Walks walks, DatabaseClient database, Tasks tasks, Atomically atomically) {
        return new Checks(walks.all(), new PgFindings(database), tasks, atomically);
    }

    @Bean
    Verifier verifier(Walks walks, DatabaseClient database, VerifySettings settings, MeterRegistry meters) {
        return new Verifier(walks.all(), new PgVerifierStore(database), settings.pace(), meters, System::nanoTime);
    }

    @Bean
    Routine verifyRoutine(Verifier verifier, VerifySettings settings) {
        return new Routine(
                "verify", Duration.ZERO, settings.every(), new VerifyKeeper(verifier, settings.newest())::beat);
    }

    @Bean
    RouterFunction<ServerResponse> checkRoutes(Checks checks, TaskReplies replies) {
        return CheckRoutes.of(new CheckHandler(checks, replies));
    }
}
