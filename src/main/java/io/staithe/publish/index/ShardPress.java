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
import io.staithe.publish.files.Text;
import io.staithe.publish.files.Text.Fresh;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Turns texts into kept shards: one that is kept already is used again, another is compressed and written.
 *
 * <p>The file is on disk before the row names it; the loser of a race deletes its own file. Where the row may or may
 * not have been committed, the file stays: the sweep of files that no row names takes it.
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
        return fresh(text).flatMap(this::kept);
    }

    /**
     * Emits a text that is not empty as one that is to be kept, while an index has room for such texts in memory; its
     * kept shard otherwise. Repeatable as {@link #kept(byte[])} is.
     */
    public Mono<Text> drafted(byte[] text, Room room) {
        return fresh(text).flatMap(fresh -> room.take() ? Mono.just(fresh) : kept(fresh));
    }

    /** Emits the content of an index when all its texts are kept. Repeatable as {@link #kept(byte[])} is. */
    public Mono<Content> kept(Draft draft) {
        return Flux.fromIterable(draft.parts())
                .flatMapSequential(part ->
                        part.text().fold(Mono::just, this::kept).map(kept -> new IndexList.Part(part.mark(), kept)))
                .collectList()
                .map(draft::kept);
    }

    private Mono<Fresh> fresh(byte[] text) {
        return on(render, () -> new Fresh(Pressed.digest(text), text));
    }

    private Mono<KeptShard> kept(Fresh fresh) {
        return store.touched(fresh.sha256())
                .doOnNext(found -> reused(1))
                .switchIfEmpty(Mono.defer(() -> pressed(fresh.bytes(), fresh.sha256())));
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

    /** Room for texts of one index that are not kept yet. Safe for use by several threads. */
    public static final class Room {
        private static final int TEXTS = 16;

        private final AtomicInteger left = new AtomicInteger(TEXTS);

        private boolean take() {
            return left.getAndDecrement() > 0;
        }
    }

    /** Where texts are compressed, and where files are written. */
    public record Threads(Scheduler render, Scheduler disk) {}
}
