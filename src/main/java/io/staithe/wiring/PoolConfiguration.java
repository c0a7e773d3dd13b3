package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.pool.Blobs;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.PgBlobs;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The pool on the file system, and its rows. */
@Configuration(proxyBeanMethods = false)
final class PoolConfiguration {
    @Bean
    FilePool pool(
            Directories directories,
            InstanceName instance,
            PoolSettings settings,
            FilePool.Threads poolThreads,
            MeterRegistry meters)
            throws IOException {
        var place = new FilePool.Directories(directories.pool(), directories.spool(), instance.value());
        FilePool pool = FilePool.in(place, settings.memory(), poolThreads).prepare();
        Meters.BUFFERED_BYTES.gauge(meters, pool::bufferedBytes);
        return pool;
    }

    @Bean
    FilePool.Threads poolThreads(Scheduler disk, Scheduler digest) {
        return new FilePool.Threads(disk, digest, Schedulers.parallel());
    }

    @Bean
    Blobs blobs(DatabaseClient database) {
        return new PgBlobs(database);
    }
}
