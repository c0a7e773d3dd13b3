package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.archive.OpenPgpKeys;
import io.staithe.archive.ReleaseSigner;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.pool.Pool;
import io.staithe.postgres.PgArchiveView;
import io.staithe.postgres.PgClaims;
import io.staithe.postgres.PgGenerationHistory;
import io.staithe.postgres.PgGenerations;
import io.staithe.postgres.PgHashedFiles;
import io.staithe.postgres.PgPendingSources;
import io.staithe.postgres.PgPublications;
import io.staithe.publish.ArchiveView;
import io.staithe.publish.Archives;
import io.staithe.publish.Origins;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.Publications;
import io.staithe.publish.PublishedFiles;
import io.staithe.publish.files.FilePublished;
import io.staithe.publish.files.LinkMethod;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.Outsides;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.publish.files.Readers;
import io.staithe.publish.files.Storages;
import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.CreateHandler;
import io.staithe.publish.generation.DropHandler;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.GenerationHistory;
import io.staithe.publish.generation.GenerationStore;
import io.staithe.publish.generation.PatchedRender;
import io.staithe.publish.generation.PoolClaims;
import io.staithe.publish.generation.Press;
import io.staithe.publish.generation.ReissueHandler;
import io.staithe.publish.generation.ShardedRender;
import io.staithe.publish.generation.Sources;
import io.staithe.publish.generation.UpdateHandler;
import io.staithe.publish.generation.Updates;
import io.staithe.publish.sources.PendingSources;
import io.staithe.publish.sources.SourceChanges;
import io.staithe.publish.sources.SourceHandler;
import io.staithe.queue.Atomically;
import io.staithe.queue.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Scheduler;

/** Publishing: its rows, its files, its tasks, and the read port of those who serve. */
@Configuration(proxyBeanMethods = false)
final class PublishConfiguration {
    @Bean
    PublishedPaths publishedPaths(Directories directories) {
        return new PublishedPaths(directories.published());
    }

    @Bean
    Storages storages(PublishedPaths byDefault, Directories directories, StorageSettings settings) throws IOException {
        Map<String, Storages.Storage> storages = new HashMap<>();
        storages.put("", new Storages.Storage(byDefault, LinkMethod.HARDLINK, settings.readers()));
        for (var endpoint : settings.filesystem().entrySet()) {
            Path root = Files.createDirectories(endpoint.getValue().root());
            storages.put(
                    "filesystem:" + endpoint.getKey(),
                    new Storages.Storage(
                            new PublishedPaths(root), endpoint.getValue().linkMethod(), Readers.ANYBODY));
        }
        for (String name : settings.s3().keySet()) {
            Path root = Files.createDirectories(directories.staged().resolve(name));
            storages.put(
                    ObjectStoreConfiguration.STORAGE + name,
                    new Storages.Storage(new PublishedPaths(root), LinkMethod.COPY, Readers.ANYBODY));
        }
        return new Storages(storages);
    }

    @Bean
    PublicationStore publicationStore(DatabaseClient database) {
        return new PgPublications(database);
    }

    @Bean
    GenerationStore generationStore(DatabaseClient database) {
        return new PgGenerations(database);
    }

    @Bean
    ClaimStore claimStore(DatabaseClient database) {
        return new PgClaims(database);
    }

    @Bean
    ArchiveView archiveView(DatabaseClient database) {
        return new PgArchiveView(database);
    }

    @Bean
    Archives archives(ArchiveView view, Storages storages, Pool pool, @Qualifier("disk") Scheduler disk) {
        return new Archives(view, files(storages, disk), pool, disk);
    }

    @Bean
    PatchedRender patchedRender(
            ShardedRender sharded,
            GenerationHistory history,
            PatchedRender.Texts texts,
            @Qualifier("render") Scheduler render) {
        return new PatchedRender(sharded, history, texts, render);
    }

    @Bean
    PatchedRender.Texts patchedTexts(Storages storages, IndexSettings settings, @Qualifier("disk") Scheduler disk) {
        return new PatchedRender.Texts(files(storages, disk), Set.copyOf(settings.digests()));
    }

    static Map<String, PublishedFiles> files(Storages storages, Scheduler disk) {
        return storages.names().stream()
                .collect(Collectors.toMap(Function.identity(), name -> new FilePublished(storages.paths(name), disk)));
    }

    @Bean
    Origins origins(Catalog catalog, SnapshotCatalog snapshots) {
        return new Origins(catalog, snapshots);
    }

    @Bean
    Sources sources(Catalog catalog, SnapshotCatalog snapshots, GenerationHistory history) {
        return new Sources(catalog, snapshots, history);
    }

    @Bean
    SourceChanges sourceChanges(PublicationStore store, Tasks tasks) {
        return new SourceChanges(store, tasks);
    }

    @Bean
    PendingSources pendingSources(DatabaseClient database) {
        return new PgPendingSources(database);
    }

    @Bean
    SourceHandler sourceAddition(PendingSources pending, Atomically atomically) {
        return new SourceHandler(SourceChanges.ADD, pending, atomically);
    }

    @Bean
    SourceHandler sourceReplacement(PendingSources pending, Atomically atomically) {
        return new SourceHandler(SourceChanges.REPLACE, pending, atomically);
    }

    @Bean
    SourceHandler sourceDiscard(PendingSources pending, Atomically atomically) {
        return new SourceHandler(SourceChanges.DISCARD, pending, atomically);
    }

    @Bean
    SourceHandler sourceSetting(PendingSources pending, Atomically atomically) {
        return new SourceHandler(SourceChanges.SET, pending, atomically);
    }

    @Bean
    SourceHandler sourceRemoval(PendingSources pending, Atomically atomically) {
        return new SourceHandler(SourceChanges.REMOVE, pending, atomically);
    }

    @Bean
    Publications publications(
            PublicationStore store,
            Origins origins,
            Tasks tasks,
            PublicKeys keys,
            @Qualifier("crypto") Scheduler crypto) {
        return new Publications(store, origins, tasks, keys, crypto);
    }

    @Bean
    PoolClaims poolClaims(ClaimStore claims, Outsides outsides) {
        return new PoolClaims(claims, outsides);
    }

    @Bean
    OutsideLinks outsideLinks(Outsides outsides, ArchiveView view) {
        return new OutsideLinks(outsides, view);
    }

    @Bean
    Press.Threads pressThreads(@Qualifier("disk") Scheduler disk, @Qualifier("sign") Scheduler sign) {
        return new Press.Threads(disk, sign);
    }

    @Bean
    Press.Seal pressSeal(ReleaseSigner signer, OpenPgpKeys keys) {
        return new Press.Seal(signer, keys);
    }

    @Bean
    Press press(PatchedRender render, Press.Seal seal, Clock clock, Press.Threads threads) {
        return new Press(render, seal, clock, threads);
    }

    @Bean
    GenerationHistory generationHistory(DatabaseClient database) {
        return new PgGenerationHistory(database);
    }

    @Bean
    Editions.Followers followers(
            PoolClaims claims,
            OutsideLinks links,
            GenerationHistory history,
            DatabaseClient database,
            Editions.Effort effort) {
        return new Editions.Followers(claims, links, history, new PgHashedFiles(database), effort);
    }

    @Bean
    Editions.Effort effort(SweepSettings sweep, @Qualifier("disk") Scheduler disk) {
        return new Editions.Effort(disk, sweep.grace().dividedBy(2));
    }

    @Bean
    Editions editions(
            Press press,
            Atomically atomically,
            Storages storages,
            Editions.Followers followers,
            MeterRegistry registry) {
        return new Editions(press, atomically, storages, followers, registry);
    }

    @Bean
    CreateHandler createPublication(GenerationStore store, Sources sources, Editions editions) {
        return new CreateHandler(store, sources, editions);
    }

    @Bean
    Updates updates(PublicationStore publications, GenerationStore store, Editions editions, Clock clock) {
        return new Updates(publications, store, editions, clock);
    }

    @Bean
    UpdateHandler updatePublication(Updates updates, Sources sources) {
        return new UpdateHandler(updates, sources);
    }

    @Bean
    ReissueHandler reissuePublication(Updates updates, Sources sources) {
        return new ReissueHandler(updates, sources);
    }

    @Bean
    DropHandler dropPublication(
            GenerationStore store, Atomically atomically, Editions editions, DropHandler.Cleaning cleaning) {
        return new DropHandler(store, atomically, editions, cleaning);
    }

    @Bean
    Routine linkRoutine(OutsideLinks links, PoolClaims claims, PublishSettings settings) {
        return new Routine(
                "links",
                Duration.ZERO,
                settings.linksEvery(),
                () -> claims.linkRemaining().then(links.followAll()));
    }
}
