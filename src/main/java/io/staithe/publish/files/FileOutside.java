package io.staithe.publish.files;

import io.staithe.fault.Contained;
import io.staithe.pool.Pool;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What outside web servers see of a storage on a file system: links, drawn at {@link PublishedPaths}. */
public final class FileOutside implements Outside {
    private final PublishedPaths paths;
    private final PoolLinks links;
    private final OldEntries old;
    private final Scheduler disk;

    /** Links in a storage to blobs of a pool, touched on a scheduler. */
    public FileOutside(Storages.Storage storage, Pool pool, Clock clock, Scheduler disk) {
        this.paths = storage.paths();
        this.links = new PoolLinks(storage.paths(), storage.method(), pool);
        this.old = new OldEntries(clock);
        this.disk = disk;
    }

    @Override
    public Mono<List<Link>> add(String prefix, Collection<Link> wanted) {
        return on(() -> links.add(prefix, wanted));
    }

    @Override
    public Mono<List<Link>> replace(String prefix, Collection<Link> wanted) {
        return on(() -> links.replace(prefix, wanted));
    }

    /** Links lead to where the generation is staged. */
    @Override
    public Mono<Void> prepare(String prefix, Collection<String> names, String staging) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> follow(Group group, List<Shown> living) {
        return done(() -> new LinkTree(paths, group, living).follow());
    }

    @Override
    public Mono<Void> deletePoolPath(String path) {
        return done(() -> Files.deleteIfExists(paths.inside(paths.root(), path)));
    }

    /** Links lead to where it was. */
    @Override
    public Mono<Void> deleteShared(String path) {
        return Mono.empty();
    }

    /** The directory, links followed. */
    @Override
    public Mono<String> pool(String prefix) {
        Path pool = paths.pool(prefix);
        return on(() -> pool.toRealPath().toString()).onErrorComplete(NoSuchFileException.class);
    }

    @Override
    public Flux<String> oldPoolPaths(String prefix, Instant from, Duration age) {
        return Flux.just(paths.pool(prefix))
                .expandDeep(
                        directory -> on(() -> OldEntries.directories(directory)).flatMapIterable(inner -> inner))
                .concatMap(directory -> on(() -> old.files(directory, from, age)))
                .concatMapIterable(found -> found)
                .map(file -> paths.prefix(prefix).relativize(file).toString());
    }

    /** A disk that is not mounted has no generations either. */
    @Override
    public Flux<String> missing(Collection<String> places) {
        return on(() -> Files.isDirectory(paths.publications()) ? absent(places) : List.<String>of())
                .flatMapIterable(missing -> missing);
    }

    private List<String> absent(Collection<String> places) {
        return places.stream()
                .filter(place -> Files.notExists(paths.root().resolve(place), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    private Mono<Void> done(Work work) {
        return on(() -> {
                    work.run();
                    return true;
                })
                .then();
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }

    private interface Work {
        void run() throws IOException;
    }
}
