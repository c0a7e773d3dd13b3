package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.pool.Blobs;
import io.staithe.pool.Pool;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.PgBlobs;
import io.staithe.s3.Bucket;
import io.staithe.s3.S3Pool;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The pool, in files or in a bucket, and its rows. */
@Configuration(proxyBeanMethods = false)
final class PoolConfiguration {
    /** The pool in files; of a pool in a bucket its spool. */
    @Bean
    FilePool filePool(
            Directories directories,
            InstanceName instance,
            PoolSettings settings,
            FilePool.Threads poolThreads,
            MeterRegistry meters)
            throws IOException {
        var kept = settings.s3().isSet() ? directories.spool() : directories.pool();
        var place = new FilePool.Directories(kept, directories.spool(), instance.value());
        FilePool pool = FilePool.in(place, settings.memory(), poolThreads).prepare();
        Meters.BUFFERED_BYTES.gauge(meters, pool::bufferedBytes);
        return pool;
    }

    @Bean
    @Primary
    Pool pool(FilePool files, PoolSettings settings, @Qualifier("disk") Scheduler disk, MeterRegistry meters) {
        S3Settings s3 = settings.s3();
        return s3.isSet() ? new S3Pool(files, Bucket.open(s3.terms("pool"), meters), s3.redirectFor(), disk) : files;
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
