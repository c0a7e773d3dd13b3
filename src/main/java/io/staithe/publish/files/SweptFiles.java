package io.staithe.publish.files;

import io.staithe.fault.Contained;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What sweeping does in published storages and to the files of shards. Deleting what is gone already is fine; what lies
 * in a storage that is not configured any more is left to whoever took it out.
 */
public final class SweptFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SweptFiles.class);

    private final Storages storages;
    private final ShardFiles shards;
    private final Outsides outsides;
    private final OldEntries old;
    private final Scheduler disk;

    /** Files of these storages, and of shards, touched on a scheduler. */
    public SweptFiles(Storages storages, Outsides outsides, ShardFiles shards, Clock clock, Scheduler disk) {
        this.storages = storages;
        this.shards = shards;
        this.outsides = outsides;
        this.old = new OldEntries(clock);
        this.disk = disk;
    }

    /** The names of the storages, in no order. */
    public Set<String> storages() {
        return storages.names();
    }

    /** Deletes what outside web servers see of a pool path. */
    public Mono<Void> deletePoolPath(String storage, String path) {
        return isKnown(storage) ? outsides.of(storage).deletePoolPath(path) : Mono.empty();
    }

    /** Deletes the directory of a generation, or of an attempt at one. */
    public Mono<Void> deleteGeneration(String storage, String staging) {
        return in(storage, paths -> Trees.delete(paths.inside(paths.publications(), staging)));
    }

    /** Deletes the directory of a publication. */
    public Mono<Void> deletePublication(String storage, long publication) {
        return in(storage, paths -> Trees.delete(paths.publication(publication)));
    }

    /** Deletes a file that the generations of a publication share. */
    public Mono<Void> deleteShared(String storage, String path) {
        return in(storage, paths -> Files.deleteIfExists(paths.inside(paths.publications(), path)))
                .then(storages.names().contains(storage) ? outsides.of(storage).deleteShared(path) : Mono.empty());
    }

    /** Deletes the file of a shard. */
    public Mono<Void> deleteShard(String location) {
        return on(() -> {
                    shards.delete(location);
                    return true;
                })
                .then();
    }

    /** Deletes links and copies that wait for their names for so long, but since an instant; emits how many. */
    public Mono<Long> deleteTemporary(String storage, Instant from, Duration age) {
        return on(() -> {
            long deleted = 0;
            for (Path old : old.in(storages.paths(storage).temporary(), from, age)) {
                deleted += Files.deleteIfExists(old) ? 1 : 0;
            }
            return deleted;
        });
    }

    /** The locations of files of shards that nobody has changed for so long, but somebody since an instant. */
    public Flux<String> oldShards(Instant from, Duration age) {
        return on(shards::directories)
                .flatMapIterable(directories -> directories)
                .concatMap(directory -> on(() -> old.in(directory, from, age)))
                .concatMapIterable(files -> files)
                .map(file -> shards.root().relativize(file).toString());
    }

    /** Where the pool of a prefix is, links followed; empty where there is none, or the storage is not configured. */
    public Mono<String> poolDirectory(String storage, String prefix) {
        if (!storages.names().contains(storage)) {
            return Mono.empty();
        }
        return outsides.of(storage).pool(prefix);
    }

    /**
     * What outside web servers see of the pool of a prefix and nobody has changed for so long, but somebody since an
     * instant: paths as claims have them, in no order.
     */
    public Flux<String> oldLinks(String storage, String prefix, Instant from, Duration age) {
        return outsides.of(storage).oldPoolPaths(prefix, from, age);
    }

    /**
     * Those of these places in a storage where nothing is, in no order; none where the storage is not configured, or
     * away: a disk that is not mounted has no generations either.
     */
    public Flux<String> missing(String storage, Collection<String> places) {
        if (!storages.names().contains(storage)) {
            return Flux.empty();
        }
        return outsides.of(storage).missing(places);
    }

    /** The publications that have a directory in a storage, in no order. */
    public Flux<Long> publications(String storage) {
        return on(() -> OldEntries.names(storages.paths(storage).publications()))
                .flatMapIterable(names -> names)
                .filter(name -> name.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    /** What is in the directory of a publication and was changed since an instant, by name. */
    public Mono<List<String>> entries(String storage, long publication, Instant from) {
        return on(() -> old.in(storages.paths(storage).publication(publication), from, Duration.ZERO).stream()
                .map(entry -> entry.getFileName().toString())
                .toList());
    }

    /** Whether nothing has come into the directory of a publication, or left it, for so long, but since an instant. */
    public Mono<Boolean> isOld(String storage, long publication, Instant from, Duration age) {
        Path directory = storages.paths(storage).publication(publication);
        return on(() -> old.has(directory, from, age)
                && OldEntries.names(directory).size()
                        == old.in(directory, from, age).size());
    }

    /** The files that the generations of a publication share, by path below its directory. */
    public Mono<List<Sized>> shared(String storage, long publication) {
        PublishedPaths paths = storages.paths(storage);
        return on(() -> {
            List<Sized> found = new ArrayList<>();
            for (Path tree : List.of(paths.byHash(publication), paths.parts(publication))) {
                collect(paths.publication(publication), tree, found);
            }
            return found;
        });
    }

    private static void collect(Path base, Path tree, List<Sized> found) throws IOException {
        if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(new Sized(base.relativize(file).toString(), attributes.size()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Mono<Void> in(String storage, Work work) {
        if (!isKnown(storage)) {
            return Mono.empty();
        }
        return on(() -> {
                    work.run(storages.paths(storage));
                    return true;
                })
                .then();
    }

    private boolean isKnown(String storage) {
        boolean known = storages.names().contains(storage);
        if (!known) {
            LOG.warn("event=sweep.storage.unknown storage={}", storage);
        }
        return known;
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }

    private interface Work {
        void run(PublishedPaths paths) throws IOException;
    }

    /** A file by its path and its size. */
    public record Sized(String path, long sizeBytes) {}
}
