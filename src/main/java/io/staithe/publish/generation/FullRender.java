package io.staithe.publish.generation;

import io.staithe.archive.ArchivePaths;
import io.staithe.archive.IndexName;
import io.staithe.archive.ListedFile;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.fault.Contained;
import io.staithe.publish.files.Staged;
import io.staithe.publish.generation.Edition.Pinned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Renders everything anew: one pass over the members of each component feeds all its indexes as text, then each index
 * is compressed on its own.
 *
 * <p>Holds one page of members, a buffer per index, and as many compressors as {@code width}.
 */
public final class FullRender implements Render {
    private static final int PAGE = 500;

    private final Catalog catalog;
    private final Scheduler render;
    private final int width;

    /**
     * A renderer over a catalogue.
     *
     * @param render where text is written and compressed
     * @param width how many indexes of one edition are compressed at once
     */
    public FullRender(Catalog catalog, Scheduler render, int width) {
        this.catalog = catalog;
        this.render = render;
        this.width = width;
    }

    @Override
    public Mono<Rendered> render(Edition edition, Staged staged, Function<List<PoolFile>, Mono<Void>> pool) {
        return Flux.fromIterable(edition.sources())
                .concatMap(source -> component(new Pass(edition, staged, source, pool)))
                .reduce(0L, Long::sum)
                .flatMap(packages -> compressed(edition, staged).map(files -> new Rendered(files, packages)));
    }

    /** Emits how many members the component has. */
    private Mono<Long> component(Pass pass) {
        IndexWriter writer = new IndexWriter(pass.edition(), pass.source().component(), pass.staged());
        return blocking(() -> {
                    writer.begin();
                    return 0L;
                })
                .thenMany(catalog.members(
                        pass.source().repository(), pass.source().revision()))
                .buffer(PAGE)
                .concatMap(page -> page(writer, page, pass.pool()), 1)
                .reduce(0L, Long::sum);
    }

    private Mono<Long> page(
            IndexWriter writer, List<CataloguedPackage> page, Function<List<PoolFile>, Mono<Void>> pool) {
        return blocking(() -> writer.write(page)).flatMap(pool).thenReturn((long) page.size());
    }

    private Mono<List<ListedFile>> compressed(Edition edition, Staged staged) {
        return blocking(staged::indexes)
                .flatMapIterable(Map::entrySet)
                .flatMap(index -> blocking(() -> forms(edition, staged, index)), width)
                .flatMapIterable(forms -> forms)
                .collectList();
    }

    private static List<ListedFile> forms(Edition edition, Staged staged, Map.Entry<IndexName, ListedFile> index)
            throws IOException {
        List<ListedFile> forms = new ArrayList<>();
        forms.add(index.getValue());
        forms.addAll(staged.compress(index.getValue()));
        forms.add(staged.write(
                ArchivePaths.directory(index.getKey()) + "/" + ArchivePaths.RELEASE,
                Releases.of(edition).text(index.getKey())));
        if (!edition.options().noByHash()) {
            staged.shareByHash(forms);
        }
        return forms;
    }

    private <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(render);
    }

    private record Pass(Edition edition, Staged staged, Pinned source, Function<List<PoolFile>, Mono<Void>> pool) {}
}
