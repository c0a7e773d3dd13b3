package io.staithe.s3;

import io.staithe.pool.Location;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.files.Outside;
import io.staithe.publish.files.PublishedPaths;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A published storage in a bucket. Generations are staged on a disk that instances share; in the bucket is what readers
 * see of them.
 *
 * <pre>
 * PREFIX/pool/…                       packages; there before a generation shows them
 * PREFIX/dists/NAME/…/by-hash/…       indexes by digest; there before the Release files that name them
 * PREFIX/dists/NAME/…                 indexes by name, then Release and Release.gpg
 * PREFIX/dists/NAME/InRelease         the seal, written last and on condition; its metadata name the generation
 * </pre>
 *
 * <p>An alias is a NAME with objects of its own. Threads: any.
 */
public final class S3Outside implements Outside {
    private static final int AT_ONCE = 8;

    private final Bucket bucket;
    private final PoolObjects objects;
    private final Distributions distributions;
    private final Names names;
    private final Clock clock;

    /** A storage in a bucket, whose generations are staged on disk. */
    public S3Outside(Bucket bucket, PublishedPaths staged, Surroundings around) {
        this.bucket = bucket;
        this.objects = new PoolObjects(bucket, around.blobs(), around.disk());
        this.distributions = new Distributions(bucket, staged, around.clock(), around.disk());
        this.names = around.names();
        this.clock = around.clock();
    }

    @Override
    public Mono<List<Link>> add(String prefix, Collection<Link> links) {
        return each(links, link -> objects.add(path(prefix, link), link.location()));
    }

    @Override
    public Mono<List<Link>> replace(String prefix, Collection<Link> links) {
        return each(links, link -> objects.replace(path(prefix, link), link.location()));
    }

    private static Mono<List<Link>> each(Collection<Link> links, Function<Link, Mono<Location>> step) {
        return Flux.fromIterable(links)
                .flatMap(link -> step.apply(link).map(leads -> link), AT_ONCE)
                .collectList();
    }

    private static String path(String prefix, Link link) {
        return PublishedPaths.below(prefix, link.path());
    }

    @Override
    public Mono<Void> prepare(String prefix, Collection<String> distributions, String staging) {
        return Flux.fromIterable(distributions)
                .concatMap(name -> this.distributions.prepare(PublishedPaths.seen(prefix, name), staging))
                .then();
    }

    @Override
    public Mono<Void> follow(Group group, List<Shown> living) {
        return distributions.follow(group, living);
    }

    @Override
    public Mono<Void> deletePoolPath(String path) {
        return bucket.delete(path);
    }

    /** Under the names that a living publication has; a dropped one is not seen any more, and another may be there. */
    @Override
    public Mono<Void> deleteShared(String path) {
        SharedFile shared = SharedFile.parse(path);
        return shared == null
                ? Mono.empty()
                : names.of(shared.publication())
                        .concatMap(directory -> bucket.delete(directory + shared.seen()))
                        .then();
    }

    @Override
    public Mono<String> pool(String prefix) {
        return Mono.just(bucket.terms().place() + "/" + PublishedPaths.seenPool(prefix));
    }

    /** By the clock of the store. */
    @Override
    public Flux<String> oldPoolPaths(String prefix, Instant from, Duration age) {
        return Flux.defer(() -> {
            Instant to = clock.instant().minus(age);
            String root = PublishedPaths.below(prefix, "");
            return bucket.list(PublishedPaths.seenPool(prefix))
                    .filter(found ->
                            found.changedAt().isAfter(from) && found.changedAt().isBefore(to))
                    .map(found -> found.path().substring(root.length()));
        });
    }

    @Override
    public Flux<String> missing(Collection<String> places) {
        return Flux.fromIterable(places)
                .flatMap(
                        place -> bucket.head(place)
                                .map(found -> "")
                                .defaultIfEmpty(place)
                                .filter(missing -> !missing.isEmpty()),
                        AT_ONCE);
    }

    /** Aborts the uploads in parts that began before an instant: what crashes left of them; emits how many. */
    public Mono<Long> abortBegunBefore(Instant instant) {
        return bucket.abortBegunBefore(instant);
    }

    /** Ends the connections to the store. */
    @Override
    public void close() {
        bucket.close();
    }

    /** The directories under which a living publication is seen, slashes at their ends; empty for one that is gone. */
    public interface Names {
        Flux<String> of(long publication);
    }

    /**
     * What a storage works with.
     *
     * @param blobs the pool, from which packages are sent
     * @param names how publications are seen
     * @param disk where files are read
     */
    public record Surroundings(BlobSource blobs, Names names, Clock clock, Scheduler disk) {}
}
