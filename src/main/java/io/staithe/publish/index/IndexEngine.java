package io.staithe.publish.index;

import io.staithe.archive.shard.Cutter.Cut;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.range.Movement;
import io.staithe.catalog.range.Position;
import io.staithe.catalog.range.Ranges;
import io.staithe.fault.Contained;
import io.staithe.publish.index.IndexList.Part;
import io.staithe.publish.index.ShardPress.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds out what the indexes of a component hold at a revision: from the list nearest to it and what moved since, or by
 * reading everything.
 *
 * <p>Both ways give the same shards. Holds a few pages of members and, per thread of the scheduler, a shard being made;
 * never an index.
 */
public final class IndexEngine {
    private static final int PAGE = 500;
    private static final int PAGES_TOLD = 4;
    private static final int STANZAS_AHEAD = 64;

    private final Catalog catalog;
    private final Ranges ranges;
    private final IndexLists lists;
    private final ShardPress press;
    private final Width width;

    /** An engine over a catalogue and the lists and shards that were made before. */
    public IndexEngine(Catalog catalog, Ranges ranges, IndexLists lists, ShardPress press, Width width) {
        this.catalog = catalog;
        this.ranges = ranges;
        this.lists = lists;
        this.press = press;
        this.width = width;
    }

    /**
     * The contents from the nearest lists, in no order; empty where one of the lines has no list, or where more moved
     * than can be held: then {@link #whole} is the way. Repeatable.
     */
    public Mono<List<Draft>> changed(Order order) {
        return lists.nearest(
                        order.repository(),
                        order.revision(),
                        order.lines().stream().map(IndexLine::text).toList())
                .collectMap(IndexList::line)
                .filter(found -> found.size() == order.lines().size())
                .flatMap(found -> movements(order, found)
                        .flatMap(moved -> Flux.fromIterable(order.lines())
                                .flatMap(line -> draft(order, line, of(found, line), moved), width.shards())
                                .collectList()));
    }

    /**
     * The contents by one pass over all members. Tells a few pages of members at once, and cuts a page when what was
     * told of it completes. Repeatable.
     */
    public Mono<List<Draft>> whole(Order order, Function<List<CataloguedPackage>, Mono<Void>> pages) {
        return Mono.defer(
                () -> whole(order, order.lines().stream().map(Recut.Whole::new).toList(), pages));
    }

    private Mono<List<Draft>> whole(
            Order order, List<Recut.Whole> cutters, Function<List<CataloguedPackage>, Mono<Void>> pages) {
        return catalog.members(order.repository(), order.revision())
                .buffer(PAGE)
                .flatMapSequential(page -> pages.apply(page).thenReturn(page), PAGES_TOLD, 1)
                .concatMap(page -> cuts(cutters, page), 1)
                .concatWith(Mono.fromCallable(() -> last(cutters)))
                .concatMapIterable(cuts -> cuts, 1)
                .flatMapSequential(this::pressed, width.shards(), 1)
                .collect(Collectors.groupingBy(Made::line, Collectors.mapping(Made::part, Collectors.toList())))
                .map(made -> drafts(cutters, made));
    }

    private static IndexList of(Map<String, IndexList> lists, IndexLine line) {
        return Objects.requireNonNull(lists.get(line.text()));
    }

    /** What moved since each of the revisions at which the lists stand; empty where it is too much. */
    private Mono<Map<Long, List<Movement>>> movements(Order order, Map<String, IndexList> found) {
        return Flux.fromStream(() -> found.values().stream()
                        .map(list -> list.revisionNear(order.revision()))
                        .distinct())
                .concatMap(since -> movements(order, since).map(moved -> Map.entry(since, moved)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .filter(moved -> moved.values().stream().allMatch(some -> some.size() < width.movements()));
    }

    private Mono<List<Movement>> movements(Order order, long since) {
        List<Movement> known =
                since == order.revision() ? List.of() : order.known().get(since);
        return known != null
                ? Mono.just(known)
                : ranges.between(order.repository(), since, order.revision(), width.movements())
                        .collectList();
    }

    private Mono<Draft> draft(Order order, IndexLine line, IndexList list, Map<Long, List<Movement>> moved) {
        List<Movement> own = moved.getOrDefault(list.revisionNear(order.revision()), List.of()).stream()
                .filter(one ->
                        line.selection().has(one.member().kind(), one.member().key()))
                .toList();
        if (own.isEmpty()) {
            press.reused(list.parts().size());
            return Mono.just(Draft.of(line, list));
        }
        Recut recut = new Recut(
                line,
                list.parts(),
                own.stream().map(one -> Position.of(one.member().key())).toList());
        long entries = list.entries()
                + own.stream().mapToInt(one -> one.entered() ? 1 : -1).sum();
        return stretches(new Stretch(order, line, list.parts(), recut, new Room(), new ArrayList<>()))
                .map(parts -> new Draft(line, entries, parts, list));
    }

    /** One stretch after the other, because where one ends is known only when it is cut. */
    private Mono<List<Draft.Part>> stretches(Stretch stretch) {
        return Mono.defer(() -> {
            List<Part> untouched = stretch.recut().untouched();
            press.reused(untouched.size());
            stretch.parts().addAll(Draft.parts(untouched));
            return stretch.recut()
                    .nextTouched()
                    .map(shard -> cut(stretch, Recut.begin(stretch.old(), shard))
                            .collectList()
                            .doOnNext(stretch.parts()::addAll)
                            .then(Mono.defer(() -> stretches(stretch))))
                    .orElseGet(() -> Mono.just(stretch.parts()));
        });
    }

    private Flux<Draft.Part> cut(Stretch stretch, Position begin) {
        Order order = stretch.order();
        Recut recut = stretch.recut();
        return ranges.from(
                        order.repository(),
                        order.revision(),
                        begin,
                        stretch.line().selection())
                .publishOn(width.render(), STANZAS_AHEAD)
                .<Cut<Position>>handle((member, sink) -> {
                    recut.add(member).ifPresent(sink::next);
                    if (recut.isMet()) {
                        sink.complete();
                    }
                })
                .concatWith(Mono.fromCallable(recut::end).flatMap(Mono::justOrEmpty))
                .flatMapSequential(cut -> drafted(cut, stretch.room()), width.shards(), 1);
    }

    private Mono<List<Found>> cuts(List<Recut.Whole> cutters, List<CataloguedPackage> page) {
        return Mono.fromCallable(Contained.work(() -> cutters.stream()
                        .flatMap(cutter -> cutter.add(page).stream().map(cut -> new Found(cutter.line(), cut)))
                        .toList()))
                .subscribeOn(width.render());
    }

    private static List<Found> last(List<Recut.Whole> cutters) {
        return cutters.stream()
                .flatMap(cutter -> cutter.end().stream().map(cut -> new Found(cutter.line(), cut)))
                .toList();
    }

    private Mono<Made> pressed(Found found) {
        return press.kept(found.cut().text())
                .map(kept -> new Made(found.line(), Part.from(found.cut().first(), kept)));
    }

    private Mono<Draft.Part> drafted(Cut<Position> cut, Room room) {
        return press.drafted(cut.text(), room)
                .map(text -> new Draft.Part(cut.first().toString(), text));
    }

    private static List<Draft> drafts(List<Recut.Whole> cutters, Map<IndexLine, List<Part>> made) {
        return cutters.stream()
                .map(cutter -> new Draft(
                        cutter.line(),
                        cutter.entries(),
                        Draft.parts(made.getOrDefault(cutter.line(), List.of())),
                        null))
                .toList();
    }

    /**
     * The indexes of a component, all of one repository at one revision.
     *
     * @param known what moved since other revisions, as far as somebody asked already
     */
    public record Order(
            RepositoryId repository, long revision, List<IndexLine> lines, Map<Long, List<Movement>> known) {
        /** Copies the collections. */
        public Order {
            lines = List.copyOf(lines);
            known = Map.copyOf(known);
        }
    }

    /**
     * How much at once.
     *
     * @param render where stanzas are written
     * @param shards how many shards of a component are made at once
     * @param movements from how many moved members on everything is read instead
     */
    public record Width(Scheduler render, int shards, int movements) {}

    private record Stretch(
            Order order, IndexLine line, List<Part> old, Recut recut, Room room, List<Draft.Part> parts) {}

    private record Found(IndexLine line, Cut<Position> cut) {}

    private record Made(IndexLine line, Part part) {}
}
