package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.pool.Pool;
import io.staithe.publish.Present;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.files.FileOutside;
import io.staithe.publish.files.Outside;
import io.staithe.publish.files.Outsides;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.publish.files.Storages;
import io.staithe.s3.BlobSource;
import io.staithe.s3.Bucket;
import io.staithe.s3.S3Outside;
import io.staithe.s3.S3Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What is seen of published storages without this server, of those in buckets too. */
@Configuration(proxyBeanMethods = false)
final class ObjectStoreConfiguration {
    /** How publications name storages in buckets, before the name in the settings. */
    static final String STORAGE = "s3:";

    private static final Duration PARTS_EVERY = Duration.ofHours(1);

    @Bean
    S3Outside.Surroundings bucketSurroundings(
            Pool pool, PublicationStore publications, Clock clock, @Qualifier("disk") Scheduler disk) {
        S3Outside.Names names = id -> publications.living(id).flatMapIterable(ObjectStoreConfiguration::seen);
        return new S3Outside.Surroundings(BlobSource.of(pool), names, clock, disk);
    }

    private static Iterable<String> seen(Present publication) {
        return Stream.concat(
                        Stream.of(publication.place().distribution()), publication.options().terms().aliases().stream())
                .map(name -> PublishedPaths.seen(publication.place().prefix(), name))
                .toList();
    }

    @Bean(destroyMethod = "close")
    Outsides outsides(
            Storages storages,
            StorageSettings settings,
            Pool pool,
            S3Outside.Surroundings around,
            MeterRegistry meters) {
        Map<String, S3Settings> buckets = settings.s3();
        return new Outsides(storages, storage -> {
            S3Settings bucket = storage.startsWith(STORAGE) ? buckets.get(storage.substring(STORAGE.length())) : null;
            return bucket == null
                    ? new FileOutside(storages.storage(storage), pool, around.clock(), around.disk())
                    : new S3Outside(Bucket.open(bucket.terms(storage), meters), storages.paths(storage), around);
        });
    }

    /** Takes away what crashes left of uploads in parts. */
    @Bean
    Routine partRoutine(Pool pool, Outsides outsides, PoolSettings settings, Clock clock) {
        return new Routine("parts", PARTS_EVERY, PARTS_EVERY, () -> {
            Instant before = clock.instant().minus(settings.orphanGrace());
            return Flux.fromIterable(outsides.all())
                    .concatMap(outside -> abort(outside, before))
                    .then(
                            pool instanceof S3Pool bucket
                                    ? bucket.abortBegunBefore(before).then()
                                    : Mono.empty());
        });
    }

    private static Mono<Long> abort(Outside outside, Instant before) {
        return outside instanceof S3Outside bucket ? bucket.abortBegunBefore(before) : Mono.empty();
    }
}
