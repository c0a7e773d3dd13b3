package io.staithe.s3;

import io.staithe.fault.Contained;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.MediaTypes;
import io.staithe.publish.files.Manifest;
import io.staithe.publish.files.Manifest.Entry;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.s3.Bucket.Listed;
import io.staithe.s3.Bucket.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * The distributions of a published storage, brought in line with staged generations.
 *
 * <p>Readers see no torn archive as indexes by digest come before a Release file names them, and are only added to
 * here; rows decide when they are deleted. A seal is written over the one that was looked at, never over that of a
 * newer generation, so that no instance that is late takes anything back. Paths that nothing shows any more go
 * afterwards.
 */
final class Distributions {
    private static final int AT_ONCE = 8;
    private static final int MAX_RACES = 10;

    /** What is in line is looked at again when so much time is over: somebody else may write to the bucket. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /**
     * How long a plain name stays that a generation has no more: another instance may just have brought a newer one.
     */
    private static final Duration LINGER = Duration.ofHours(1);

    private final Bucket bucket;
    private final Sending sending;
    private final PublishedPaths staged;
    private final Clock clock;
    private final Scheduler disk;
    private final Map<Group, InLine> inLine = new ConcurrentHashMap<>();

    Distributions(Bucket bucket, PublishedPaths staged, Clock clock, Scheduler disk) {
        this.bucket = bucket;
        this.sending = new Sending(bucket);
        this.staged = staged;
        this.clock = clock;
        this.disk = disk;
    }

    /** Sends what is not there of the indexes by digest of a staged generation. */
    Mono<Void> prepare(String directory, String staging) {
        return Mono.zip(listed(directory), manifest(staging))
                .flatMap(found -> byHash(directory, found.getT2(), found.getT1()));
    }

    /** Brings a group in line; one that was lately, by what the database says now, is left alone. */
    Mono<Void> follow(Group group, List<Shown> living) {
        InLine known = inLine.get(group);
        if (known != null
                && known.living().equals(living)
                && known.at().plus(AGAIN).isAfter(clock.instant())) {
            return Mono.empty();
        }
        return listed(PublishedPaths.seen(group.prefix(), group.first()))
                .flatMap(listed -> Flux.fromIterable(living)
                        .concatMap(shown -> follow(group, shown, listed))
                        .collectList()
                        .flatMap(manifests -> clear(new Remains(manifests, listed))))
                .then(Mono.fromRunnable(() -> note(group, living)));
    }

    private void note(Group group, List<Shown> living) {
        if (living.isEmpty()) {
            inLine.remove(group);
        } else {
            inLine.put(group, new InLine(living, clock.instant()));
        }
    }

    /** Brings one name in line; emits what it is to have. */
    private Mono<Kept> follow(Group group, Shown shown, Map<String, Listed> listed) {
        String directory = PublishedPaths.seen(group.prefix(), shown.name());
        Generation generation = new Generation(shown.publication(), shown.number());
        return manifest(shown.staging())
                .delayUntil(manifest -> sealed(new Target(directory, generation, manifest, listed)))
                .map(manifest -> new Kept(
                        directory, manifest.entries().stream().map(Entry::path).collect(Collectors.toSet())));
    }

    /** Looks, writes and seals, again where another was faster. */
    private Mono<Void> sealed(Target target) {
        Entry seal = target.manifest().seal();
        return Mono.defer(() -> bucket.head(target.path(seal))
                        .flatMap(standing -> generation(standing).isAtLeast(target.generation())
                                ? completed(target, generation(standing))
                                : written(target, standing))
                        .switchIfEmpty(Mono.defer(() -> written(target, null))))
                .filter(written -> written == Written.BY_US)
                .switchIfEmpty(Mono.error(Overtaken::new))
                .retryWhen(Retry.max(MAX_RACES).filter(Overtaken.class::isInstance))
                .then();
    }

    private static Generation generation(Standing standing) {
        return Generation.parse(standing.generation());
    }

    /** What is gone of a generation that is shown comes again; a newer one is another's. */
    private Mono<Written> completed(Target target, Generation shown) {
        if (!shown.equals(target.generation())) {
            return Mono.just(Written.BY_US);
        }
        List<Entry> gone = target.manifest().entries().stream()
                .filter(entry -> !target.has(target.path(entry), entry))
                .toList();
        return byHash(target.directory(), target.manifest(), target.listed())
                .then(each(gone, entry -> plain(target, entry)))
                .thenReturn(Written.BY_US);
    }

    private Mono<Written> written(Target target, @Nullable Standing seen) {
        return byHash(target.directory(), target.manifest(), target.listed())
                .then(each(target.manifest().indexes(), entry -> unlessSame(target, entry)))
                .then(each(target.manifest().releases(), entry -> plain(target, entry)))
                .then(Mono.defer(() -> seal(target, seen)));
    }

    private Mono<Written> seal(Target target, @Nullable Standing seen) {
        Entry seal = target.manifest().seal();
        Outline outline = new Outline(
                seal.sha256(),
                MediaTypes.of(seal.path()),
                Outline.REVALIDATE,
                target.generation().toString());
        return sending.send(target.path(seal), outline, Condition.over(seen), source(seal));
    }

    private Mono<Void> byHash(String directory, Manifest manifest, Map<String, Listed> listed) {
        Map<String, Entry> wanted = new LinkedHashMap<>();
        manifest.indexes()
                .forEach(entry -> entry.byHash().ifPresent(path -> wanted.putIfAbsent(directory + path, entry)));
        wanted.entrySet().removeIf(each -> isThere(listed.get(each.getKey()), each.getValue()));
        return each(wanted.entrySet(), each -> sent(each.getKey(), each.getValue(), Outline.IMMUTABLE));
    }

    private static boolean isThere(@Nullable Listed listed, Entry entry) {
        return listed != null && listed.sizeBytes() == entry.sizeBytes();
    }

    private Mono<Written> unlessSame(Target target, Entry entry) {
        String path = target.path(entry);
        Mono<Standing> same = target.has(path, entry)
                ? bucket.head(path).filter(standing -> entry.sha256().equals(standing.sha256()))
                : Mono.empty();
        return same.map(standing -> Written.BY_US).switchIfEmpty(Mono.defer(() -> plain(target, entry)));
    }

    private Mono<Written> plain(Target target, Entry entry) {
        return sent(target.path(entry), entry, Outline.REVALIDATE);
    }

    private Mono<Written> sent(String path, Entry entry, String caching) {
        Outline outline = new Outline(entry.sha256(), MediaTypes.of(entry.path()), caching, null);
        return sending.send(path, outline, Condition.NONE, source(entry));
    }

    private Source source(Entry entry) {
        return new Source.OfFile(entry.file(), entry.sizeBytes(), disk);
    }

    private static <T> Mono<Void> each(Collection<T> all, Function<T, Mono<Written>> step) {
        return Flux.fromIterable(all).flatMap(step, AT_ONCE).then();
    }

    /** Deletes what nothing shows: Release files first, lest one is read that names what is gone. */
    private Mono<Void> clear(Remains remains) {
        List<String> paths = remains.unshown(clock.instant().minus(LINGER));
        return Flux.fromIterable(paths)
                .filter(Remains::isRelease)
                .concatMap(bucket::delete)
                .thenMany(Flux.fromIterable(paths))
                .filter(path -> !Remains.isRelease(path))
                .flatMap(bucket::delete, AT_ONCE)
                .then();
    }

    private Mono<Map<String, Listed>> listed(String directory) {
        return bucket.list(directory).collectMap(Listed::path);
    }

    private Mono<Manifest> manifest(String staging) {
        return Mono.fromCallable(Contained.work(() -> Manifest.read(staged, staging)))
                .subscribeOn(disk);
    }

    /** What the database said that a group shows, and when all of it was there. */
    private record InLine(List<Shown> living, Instant at) {}

    /** The plain names below a directory that are to be there. */
    record Kept(String directory, Set<String> paths) {
        boolean has(String path) {
            return path.startsWith(directory) && paths.contains(path.substring(directory.length()));
        }
    }

    /**
     * A generation to be seen in a directory.
     *
     * @param listed what was there
     */
    private record Target(String directory, Generation generation, Manifest manifest, Map<String, Listed> listed) {
        String path(Entry entry) {
            return directory + entry.path();
        }

        boolean has(String path, Entry entry) {
            return isThere(listed.get(path), entry);
        }
    }

    /** Another wrote the seal since it was looked at. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("another instance wrote the seal", null, false, false);
        }
    }
}
