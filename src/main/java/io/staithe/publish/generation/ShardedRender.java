package io.staithe.publish.generation;

import io.staithe.archive.ListedFile;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Movement;
import io.staithe.publish.contents.ContentsEngine;
import io.staithe.publish.files.Staged;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.publish.generation.Finished.Reach;
import io.staithe.publish.generation.IndexForms.Part;
import io.staithe.publish.generation.PoolMovements.Moved;
import io.staithe.publish.index.Draft;
import io.staithe.publish.index.IndexEngine;
import io.staithe.publish.index.IndexEngine.Order;
import io.staithe.publish.index.IndexLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Renders what changed: the shards that moved members touch, and the pool paths that came and went.
 *
 * <p>Where there is nothing to begin from (a first generation, another repository behind a component, other pool
 * directories) the members are read in one pass, which feeds indexes and pool together.
 */
public final class ShardedRender implements Render {
    private final IndexEngine engine;
    private final ContentsEngine contents;
    private final IndexForms forms;
    private final PoolMovements pool;
    private final Progress progress;
    private final int components;

    /**
     * A renderer.
     *
     * @param components how many components, and how many indexes of one, are worked at together
     */
    public ShardedRender(Engines engines, IndexForms forms, PoolMovements pool, Progress progress, int components) {
        this.engine = engines.members();
        this.contents = engines.contents();
        this.forms = forms;
        this.pool = pool;
        this.progress = progress;
        this.components = components;
    }

    @Override
    public String form() {
        return forms.form();
    }

    @Override
    public Mono<Rendered> render(Edition edition, Staged staged, Phases phases) {
        return phases.timed("read", pool.since(edition))
                .flatMap(moved -> changes(edition, staged, moved, phases))
                .switchIfEmpty(Mono.defer(() -> everything(edition, staged, phases)));
    }

    private Mono<Rendered> changes(Edition edition, Staged staged, Moved moved, Phases phases) {
        Mono<List<Part>> indexes = each(
                edition,
                staged,
                phases,
                source -> phases.timed("render", changed(edition, source, moved))
                        .flatMap(contents -> phases.timed("stage", written(edition, staged, source, contents))));
        return Mono.zip(phases.timed("claim", pool.stage(edition, moved)).thenReturn(moved), indexes)
                .map(done -> rendered(done.getT2(), moved.packages(), Reach.CHANGES));
    }

    private Mono<Rendered> everything(Edition edition, Staged staged, Phases phases) {
        return progress.begun(edition)
                .flatMap(count -> each(
                                edition,
                                staged,
                                phases,
                                source -> phases.timed("render", everything(edition, source, count))
                                        .flatMap(contents ->
                                                phases.timed("stage", written(edition, staged, source, contents))))
                        .map(parts -> rendered(parts, count.read(), Reach.WHOLE)));
    }

    private Mono<List<Draft>> everything(Edition edition, Pinned source, Progress.Count count) {
        ComponentFiles files = new ComponentFiles(edition, source.component());
        return engine.whole(
                order(files, source, Map.of()),
                page -> pool.stage(edition, files.pool(page)).then(count.add(page.size())));
    }

    /** Lists that are missing are made by a pass of their own; the pool is staged already. */
    private Mono<List<Draft>> changed(Edition edition, Pinned source, Moved moved) {
        Order order = order(new ComponentFiles(edition, source.component()), source, moved.known(source));
        return engine.changed(order).switchIfEmpty(Mono.defer(() -> engine.whole(order, ShardedRender::nothing)));
    }

    private static Mono<Void> nothing(List<CataloguedPackage> page) {
        return Mono.empty();
    }

    /** Each component: the indexes of its members as told, and beside them its Contents. */
    private Mono<List<Part>> each(
            Edition edition, Staged staged, Phases phases, Function<Pinned, Mono<List<Part>>> members) {
        return Flux.fromIterable(edition.sources())
                .flatMap(
                        source -> Flux.merge(members.apply(source), contents(edition, staged, source, phases)),
                        components)
                .flatMapIterable(parts -> parts)
                .collectList();
    }

    private Mono<List<Part>> contents(Edition edition, Staged staged, Pinned source, Phases phases) {
        if (edition.options().skipContents()) {
            return Mono.empty();
        }
        List<IndexLine> lines = new ComponentFiles(edition, source.component()).contents();
        return phases.timed(
                "contents",
                contents.contents(source.repository(), source.revision(), lines)
                        .flatMap(content -> forms.written(edition, staged, source, content), components)
                        .collectList());
    }

    private Mono<List<Part>> written(Edition edition, Staged staged, Pinned source, List<Draft> contents) {
        return Flux.fromIterable(contents)
                .flatMap(content -> forms.written(edition, staged, source, content), components)
                .collectList();
    }

    /** What finds out what the indexes of members hold, and what the Contents. */
    public record Engines(IndexEngine members, ContentsEngine contents) {}

    private static Rendered rendered(List<Part> parts, long packages, Reach reach) {
        List<ListedFile> files = new ArrayList<>();
        Map<String, Long> indexes = new HashMap<>();
        for (Part part : parts) {
            files.addAll(part.files());
            indexes.put(part.path(), part.list());
        }
        return new Rendered(files, packages, indexes, reach);
    }

    private static Order order(ComponentFiles files, Pinned source, Map<Long, List<Movement>> known) {
        return new Order(source.repository(), source.revision(), files.lines(), known);
    }
}
