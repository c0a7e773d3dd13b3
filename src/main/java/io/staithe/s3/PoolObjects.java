package io.staithe.s3;

import io.staithe.pool.Location;
import io.staithe.publish.MediaTypes;
import io.staithe.s3.Bucket.Written;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The packages of a published storage: objects that carry the digest of their bytes, by which one that is there already
 * is not sent again.
 */
final class PoolObjects {
    private static final Logger LOG = LoggerFactory.getLogger(PoolObjects.class);

    private final Bucket bucket;
    private final Sending sending;
    private final BlobSource blobs;
    private final Scheduler disk;

    PoolObjects(Bucket bucket, BlobSource blobs, Scheduler disk) {
        this.bucket = bucket;
        this.sending = new Sending(bucket);
        this.blobs = blobs;
        this.disk = disk;
    }

    /** Sends bytes where nothing is; emits their location where the path has them now. */
    Mono<Location> add(String path, Location location) {
        return bucket.head(path)
                .map(standing -> isSame(standing, location))
                .switchIfEmpty(Mono.defer(() -> sentFirst(path, location)))
                .filter(same -> same)
                .map(same -> location);
    }

    /** Whoever was faster may have brought the same. */
    private Mono<Boolean> sentFirst(String path, Location location) {
        return sent(path, location, Condition.ABSENT, Outline.IMMUTABLE)
                .flatMap(written -> written == Written.BY_US
                        ? Mono.just(true)
                        : bucket.head(path).map(standing -> isSame(standing, location)));
    }

    /**
     * Sends bytes whatever is there; emits their location where the path has them now. What carried others before may
     * not be kept by caches for long.
     */
    Mono<Location> replace(String path, Location location) {
        return bucket.head(path)
                .flatMap(standing -> isSame(standing, location)
                        ? Mono.just(Written.BY_US)
                        : sent(path, location, Condition.NONE, Outline.REVALIDATE))
                .switchIfEmpty(Mono.defer(() -> sent(path, location, Condition.NONE, Outline.IMMUTABLE)))
                .map(written -> location)
                .onErrorResume(failure -> failed(path, location, failure));
    }

    private static Mono<Location> failed(String path, Location location, Throwable failure) {
        LOG.error("event=pool.object.failed path={} location={} reason={}", path, location, failure.toString());
        return Mono.empty();
    }

    private static boolean isSame(Standing standing, Location location) {
        return location.sha256().equals(standing.sha256());
    }

    private Mono<Written> sent(String path, Location location, Condition condition, String caching) {
        Outline outline = new Outline(location.sha256(), MediaTypes.of(path), caching, null);
        return blobs.at(location, disk).flatMap(source -> sending.send(path, outline, condition, source));
    }
}
