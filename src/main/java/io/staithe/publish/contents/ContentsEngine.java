package io.staithe.publish.contents;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.archive.contents.ContentsFault;
import io.staithe.archive.contents.ContentsLine;
import io.staithe.archive.contents.ContentsMerge;
import io.staithe.archive.contents.NetChanges;
import io.staithe.archive.contents.Piece;
import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Contained;
import io.staithe.fault.Fault;
import io.staithe.observe.Meters;
import io.staithe.publish.contents.ContentsWork.Index;
import io.staithe.publish.files.ShardFiles;
import io.staithe.publish.index.Draft;
import io.staithe.publish.index.IndexLine;
import io.staithe.publish.index.IndexList;
import io.staithe.publish.index.IndexList.Part;
import io.staithe.publish.index.IndexLists;
import io.staithe.publish.index.ShardPress;
import io.staithe.publish.index.ShardPress.Room;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds out what the Contents of a component hold at a revision: from the list nearest to it and the paths that changed
 * since, or from all paths.
 *
 * <p>Both ways give the same shards. Holds a few dozen lists of paths, what sorting may take, and a few shards.
 */
public final class ContentsEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ContentsEngine.class);
    private static final int LISTS_AT_ONCE = 32;
    private static final int FRESH_AT_ONCE = 4;
    private static final int PIECES_AT_ONCE = 256;

    private final ContentsStore store;
    private final IndexLists lists;
    private final ShardPress press;
    private final ShardFiles files;
    private final Bench bench;

    /** An engine over the paths of packages and the lists and shards that were made before. */
    public ContentsEngine(ContentsStore store, IndexLists lists, ShardPress press, ShardFiles files, Bench bench) {
        this.store = store;
        this.lists = lists;
        this.press = press;
        this.files = files;
        this.bench = bench;
    }

    /** Emits what each index holds, in no order; one without entries has no text. Repeatable. */
    public Flux<Draft> contents(RepositoryId repository, long revision, Collection<IndexLine> lines) {
        return lists.nearest(
                        repository,
                        revision,
                        lines.stream().map(IndexLine::text).toList())
                .collectMap(IndexList::line)
                .flatMapIterable(found -> ContentsWork.of(repository, revision, lines, found))
                .concatMap(this::done);
    }

    private Flux<Draft> done(ContentsWork work) {
        if (work.isDone()) {
            return Flux.fromIterable(work.indexes()).map(this::unchanged);
        }
        return Flux.usingWhen(
                Mono.fromCallable(() -> new Sorting(bench.directory(), bench.sortingBytes())),
                sorting -> sorted(work, sorting)
                        .thenMany(Flux.fromIterable(work.indexes()))
                        .flatMap(index -> content(work, index, sorting), bench.width()),
                this::closed,
                (sorting, failure) -> closed(sorting),
                this::closed);
    }

    private Draft unchanged(Index index) {
        List<Part> parts = index.knownList().parts();
        press.reused(parts.size());
        return index.draft(parts.stream().map(Draft.Part::of).toList());
    }

    private Mono<Boolean> sorted(ContentsWork work, Sorting sorting) {
        return store.changes(work.repository(), work.since(), work.revision())
                .buffer(LISTS_AT_ONCE)
                .concatMap(changed -> blocking(() -> sorting.add(changed)), 1)
                .then(blocking(sorting::finish));
    }

    private Mono<Draft> content(ContentsWork work, Index index, Sorting sorting) {
        return Mono.fromCallable(() -> new ContentsMerge(
                        index.marks(),
                        shard -> text(index.lines().get(shard)),
                        new NetChanges(
                                sorting.entries(ContentsKey.within(index.line().name())))))
                .flatMap(merge -> merged(merge, index))
                .onErrorResume(ContentsEngine::isWrong, failure -> mended(work, index, failure));
    }

    private Mono<Draft> merged(ContentsMerge merge, Index index) {
        Room room = new Room();
        return blocking(() -> pieces(merge))
                .repeat()
                .takeWhile(pieces -> !pieces.isEmpty())
                .concatMapIterable(pieces -> pieces, 1)
                .flatMapSequential(piece -> part(piece, index, room), bench.width(), 1)
                .collectList()
                .flatMap(parts -> headed(parts, index))
                .map(index::draft);
    }

    /** The next few pieces; none at the end. */
    private static List<Piece> pieces(ContentsMerge merge) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        int fresh = 0;
        while (fresh < FRESH_AT_ONCE && pieces.size() < PIECES_AT_ONCE) {
            Optional<Piece> piece = merge.next();
            if (piece.isEmpty()) {
                break;
            }
            pieces.add(piece.get());
            fresh += piece.get().fold(kept -> 0, made -> 1);
        }
        return pieces;
    }

    private Mono<Draft.Part> part(Piece piece, Index index, Room room) {
        return piece.fold(
                shard -> {
                    press.reused(1);
                    return Mono.just(Draft.Part.of(index.lines().get(shard)));
                },
                fresh -> press.drafted(fresh.text(), room)
                        .map(text -> new Draft.Part(new String(fresh.lastPath(), StandardCharsets.UTF_8), text)));
    }

    private Mono<List<Draft.Part>> headed(List<Draft.Part> lines, Index index) {
        if (lines.isEmpty()) {
            return Mono.just(lines);
        }
        return Mono.justOrEmpty(index.header())
                .switchIfEmpty(Mono.defer(() -> press.kept(ContentsLine.HEADER.getBytes(StandardCharsets.UTF_8))
                        .map(kept -> new Part("", kept))))
                .map(header -> {
                    List<Draft.Part> parts = new ArrayList<>(lines.size() + 1);
                    parts.add(Draft.Part.of(header));
                    parts.addAll(lines);
                    return parts;
                });
    }

    /** A list that is not what it was taken for gives way to one that is made from nothing. */
    private Mono<Draft> mended(ContentsWork work, Index index, Throwable failure) {
        LOG.error(
                "event=contents.mended index={} repository={} revision={} reason={}",
                index.line().text(),
                work.repository(),
                work.revision(),
                failure.toString());
        Meters.CONTENTS_MENDED.counter(bench.registry()).increment();
        return done(work.fromNothing(index)).single();
    }

    private static boolean isWrong(Throwable failure) {
        return failure instanceof NoSuchFileException
                || failure instanceof EOFException
                || failure instanceof Fault fault && fault.code() == ContentsFault.LINE_MISSING;
    }

    private byte[] text(Part part) throws IOException {
        return files.text(part.kept());
    }

    private Mono<Void> closed(Sorting sorting) {
        return blocking(() -> {
                    sorting.close();
                    return true;
                })
                .then();
    }

    private <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(bench.render());
    }

    /**
     * Where the work is done and how much room it has.
     *
     * @param directory for paths that have no room in memory; nothing is left there
     * @param sortingBytes how much memory sorting may take, for each publish
     * @param width how many indexes of a component, and how many shards of one, are made at once
     * @param render where shards are read and merged
     */
    public record Bench(Path directory, long sortingBytes, int width, Scheduler render, MeterRegistry registry) {}
}
