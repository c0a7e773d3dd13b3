package io.staithe.publish.index;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.archive.shard.Gzip;
import io.staithe.archive.shard.Pressed;
import io.staithe.archive.shard.XzStream;
import io.staithe.fault.Contained;
import io.staithe.observe.Meters;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.files.ShardFiles;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Turns texts into kept shards: one that is kept already is used again, another is compressed and written.
 *
 * <p>The file is on disk before the row names it; the loser of a race deletes its own file. Where the row may or may not
 * have been committed, the file stays: the sweep of files that no row names takes it.
 */
public final class ShardPress {
    private final ShardStore store;
    private final ShardFiles files;
    private final Scheduler render;
    private final Scheduler disk;
    private final Counter reused;
    private final Counter rebuilt;

    /**
     * A press.
     *
     * @param threads where texts are compressed and files are written
     */
    public ShardPress(ShardStore store, ShardFiles files, Threads threads, MeterRegistry registry) {
        this.store = store;
        this.files = files;
        this.render = threads.render();
        this.disk = threads.disk();
        this.reused = Meters.PUBLISH_SHARDS.counter(registry, "outcome", "reused");
        this.rebuilt = Meters.PUBLISH_SHARDS.counter(registry, "outcome", "rebuilt");
    }

    /** Emits the kept shard of a text that is not empty. Repeatable; a cancel may leave a file that no row names. */
    public Mono<KeptShard> kept(byte[] text) {
        return on(render, () -> Pressed.digest(text))
                .flatMap(digest -> store.touched(digest)
                        .doOnNext(found -> reused(1))
                        .switchIfEmpty(Mono.defer(() -> pressed(text, digest))));
    }

    /** Counts shards that were taken over with their list. */
    public void reused(int shards) {
        reused.increment(shards);
    }

    private Mono<KeptShard> pressed(byte[] text, String digest) {
        return Mono.zip(on(render, () -> Gzip.member(text)), on(render, () -> XzStream.block(text)))
                .map(forms -> Pressed.of(text, digest, forms.getT1(), forms.getT2()))
                .flatMap(pressed -> on(disk, () -> files.write(pressed))
                        .flatMap(location -> store.keep(pressed.shard(), location)
                                .delayUntil(
                                        kept -> kept.location().equals(location) ? Mono.empty() : discarded(location))))
                .doOnNext(kept -> rebuilt.increment());
    }

    private Mono<Void> discarded(String location) {
        return on(disk, () -> {
                    files.delete(location);
                    return location;
                })
                .then();
    }

    private static <T> Mono<T> on(Scheduler scheduler, Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(scheduler);
    }

    /** Where texts are compressed, and where files are written. */
    public record Threads(Scheduler render, Scheduler disk) {}
}
