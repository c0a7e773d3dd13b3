package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.range.Ranges;
import io.staithe.postgres.PgContents;
import io.staithe.postgres.PgIndexLists;
import io.staithe.postgres.PgRanges;
import io.staithe.postgres.PgShards;
import io.staithe.publish.contents.ContentsEngine;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.publish.files.ShardFiles;
import io.staithe.publish.files.Splicer;
import io.staithe.publish.generation.GenerationStore;
import io.staithe.publish.generation.IndexForms;
import io.staithe.publish.generation.PoolClaims;
import io.staithe.publish.generation.PoolMovements;
import io.staithe.publish.generation.Progress;
import io.staithe.publish.generation.ShardedRender;
import io.staithe.publish.index.IndexEngine;
import io.staithe.publish.index.IndexLists;
import io.staithe.publish.index.ShardPress;
import io.staithe.publish.index.ShardStore;
import io.staithe.queue.TaskStore;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Scheduler;

/** The engine of indexes: shards, their lists, and what is made of them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IndexSettings.class)
final class IndexConfiguration {
    /** Some twenty times in a first publish of 100,000 packages. */
    private static final long TOLD_AFTER = 5_000;

    private static final int RANGE_PAGE = 400;

    @Bean
    Ranges ranges(DatabaseClient database) {
        return new PgRanges(database, RANGE_PAGE);
    }

    @Bean
    ShardStore shardStore(DatabaseClient database) {
        return new PgShards(database);
    }

    @Bean
    IndexLists indexLists(DatabaseClient database) {
        return new PgIndexLists(database);
    }

    @Bean
    ShardFiles shardFiles(Directories directories) {
        return new ShardFiles(directories.shards());
    }

    @Bean
    Splicer splicer(ShardFiles files, IndexSettings settings) {
        return new Splicer(files, Set.copyOf(settings.digests()));
    }

    @Bean
    ShardPress shardPress(
            ShardStore store,
            ShardFiles files,
            @Qualifier("render") Scheduler render,
            @Qualifier("disk") Scheduler disk,
            MeterRegistry registry) {
        return new ShardPress(store, files, new ShardPress.Threads(render, disk), registry);
    }

    @Bean
    IndexEngine.Width indexWidth(IndexSettings settings, @Qualifier("render") Scheduler render) {
        return new IndexEngine.Width(render, settings.compressors(), settings.movements());
    }

    @Bean
    IndexEngine indexEngine(
            Catalog catalog, Ranges ranges, IndexLists lists, ShardPress press, IndexEngine.Width width) {
        return new IndexEngine(catalog, ranges, lists, press, width);
    }

    @Bean
    IndexForms.Rows indexRows(IndexLists lists, ShardStore shards) {
        return new IndexForms.Rows(lists, shards);
    }

    @Bean
    IndexForms indexForms(
            ShardPress press,
            Splicer splicer,
            IndexForms.Rows rows,
            IndexSettings settings,
            @Qualifier("render") Scheduler render) {
        return new IndexForms(press, splicer, rows, Set.copyOf(settings.digests()), render);
    }

    @Bean
    PoolMovements poolMovements(GenerationStore store, Ranges ranges, PoolClaims claims, IndexSettings settings) {
        return new PoolMovements(store, ranges, claims, settings.movements());
    }

    @Bean
    Progress progress(GenerationStore store, TaskStore tasks) {
        return new Progress(store, tasks, TOLD_AFTER);
    }

    @Bean
    ContentsEngine contentsEngine(
            DatabaseClient database, IndexLists lists, ShardPress press, ShardFiles files, ContentsEngine.Bench bench) {
        return new ContentsEngine(new PgContents(database), lists, press, files, bench);
    }

    @Bean
    ContentsEngine.Bench contentsBench(
            PublishedPaths paths,
            IndexSettings settings,
            @Qualifier("render") Scheduler render,
            MeterRegistry registry) {
        return new ContentsEngine.Bench(
                paths.temporary(), settings.contentsMemory().toBytes(), settings.compressors(), render, registry);
    }

    @Bean
    ShardedRender.Engines engines(IndexEngine members, ContentsEngine contents) {
        return new ShardedRender.Engines(members, contents);
    }

    @Bean
    ShardedRender shardedRender(
            ShardedRender.Engines engines,
            IndexForms forms,
            PoolMovements pool,
            Progress progress,
            IndexSettings settings) {
        return new ShardedRender(engines, forms, pool, progress, settings.compressors());
    }
}
