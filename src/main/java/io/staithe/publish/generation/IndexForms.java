package io.staithe.publish.generation;

import io.staithe.archive.Algorithm;
import io.staithe.archive.ArchivePaths;
import io.staithe.archive.Compression;
import io.staithe.archive.IndexKind;
import io.staithe.archive.ListedFile;
import io.staithe.archive.Sums;
import io.staithe.fault.Contained;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.files.Readers;
import io.staithe.publish.files.Splicer;
import io.staithe.publish.files.Staged;
import io.staithe.publish.files.Staged.Referred;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.publish.index.Content;
import io.staithe.publish.index.Draft;
import io.staithe.publish.index.IndexLine;
import io.staithe.publish.index.IndexList;
import io.staithe.publish.index.IndexLists;
import io.staithe.publish.index.ShardPress;
import io.staithe.publish.index.ShardStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Puts an index together in its forms, each on a thread of its own: it is summed and referred to where the gateway
 * reads, and becomes a file where anybody reads. Bzip2, always a file, is made where it was asked for.
 *
 * <p>What takes longest is to sum the plain form; where it does not become a file, that begins as soon as the texts are
 * known, while those that are new are compressed.
 *
 * <p>A file of an index that has not changed costs a link to that of the generation before.
 */
public final class IndexForms {
    private static final Logger LOG = LoggerFactory.getLogger(IndexForms.class);

    private final ShardPress press;
    private final Splicer splicer;
    private final IndexLists lists;
    private final ShardStore shards;
    private final Set<Algorithm> others;
    private final Scheduler render;

    /** Forms from shards. */
    public IndexForms(ShardPress press, Splicer splicer, Rows rows, Set<Algorithm> others, Scheduler render) {
        this.press = press;
        this.splicer = splicer;
        this.lists = rows.lists();
        this.shards = rows.shards();
        this.others = Set.copyOf(others);
        this.render = render;
    }

    /** Emits the index when its files and its list are there. */
    Mono<Part> written(Edition edition, Staged staged, Pinned source, Draft draft) {
        boolean isAhead = draft.isChanged() && staged.readers() == Readers.GATEWAY;
        Mono<Map<Compression, Sums>> ahead = isAhead ? summed(draft) : Mono.just(Map.of());
        Mono<Made> made = press.kept(draft)
                .map(content -> new Work(edition, staged, source, content))
                .flatMap(work -> made(work, isAhead ? Set.of(Compression.PLAIN) : Set.of()));
        return Mono.zip(ahead, made).flatMap(both -> finished(both.getT2().and(both.getT1())));
    }

    private Mono<Map<Compression, Sums>> summed(Draft draft) {
        return unlessLost(draft.line(), draft.kept(), on(() -> Map.of(Compression.PLAIN, splicer.sums(draft.texts()))));
    }

    private Mono<Made> made(Work work, Set<Compression> summed) {
        IndexLine line = work.content().line();
        return Mono.zip(
                unlessLost(line, work.kept(), sums(work, summed)),
                refusedWhereLost(line, work.kept()).thenReturn(true),
                (sums, present) -> new Made(work, sums));
    }

    private Mono<Part> finished(Made made) {
        Work work = made.work();
        return Mono.zip(beside(work, made.sums()), list(work, made.sums()))
                .map(done -> new Part(work.index(), done.getT2(), done.getT1()));
    }

    /** Which digests it tells beside SHA256. */
    String form() {
        return others.stream().map(Algorithm::name).sorted().collect(Collectors.joining(" "));
    }

    /** Shards whose files are gone are given up, all of this index at once; who begins again makes them anew. */
    private Mono<Void> refusedWhereLost(IndexLine line, List<KeptShard> kept) {
        return on(() -> splicer.files().lost(kept))
                .filter(lost -> !lost.isEmpty())
                .flatMap(lost -> shards.giveUp(lost)
                        .then(Mono.error(
                                () -> Editions.overtaken(lost.size() + " shards of " + line.text() + " are lost"))))
                .doOnError(lost -> LOG.error("event=shards.lost index={} reason={}", line.text(), lost.toString()))
                .then();
    }

    /** Work that reads these shards, refused as above where it meets one that is lost. */
    private <T> Mono<T> unlessLost(IndexLine line, List<KeptShard> kept, Mono<T> work) {
        return work.onErrorResume(
                IOException.class, failure -> refusedWhereLost(line, kept).then(Mono.error(failure)));
    }

    /** The sums of all forms but those that are summed; their files are written where there are to be any. */
    private Mono<Map<Compression, Sums>> sums(Work work, Set<Compression> summed) {
        return Flux.fromIterable(work.forms())
                .filter(form -> !summed.contains(form))
                .flatMap(form -> on(() -> Map.entry(form, written(work, form))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Sums written(Work work, Compression form) throws IOException {
        Sums known = work.known().get(form);
        Sums enough = known != null && splicer.isEnough(known) ? known : null;
        if (!work.isShown() || work.isReferred(form)) {
            return enough == null ? splicer.sums(form, work.kept()) : enough;
        }
        String path = work.path(form);
        if (enough != null && work.staged().takeOver(new ListedFile(path, enough))) {
            return enough;
        }
        return work.staged().write(path, form, work.kept(), splicer).sums();
    }

    /** What a Release file lists: the forms and the small Release file beside them. */
    private Mono<List<ListedFile>> beside(Work work, Map<Compression, Sums> sums) {
        return work.isShown() ? on(() -> listed(work, sums)) : Mono.just(List.of());
    }

    private List<ListedFile> listed(Work work, Map<Compression, Sums> sums) throws IOException {
        List<ListedFile> files = new ArrayList<>();
        for (Compression form : work.forms()) {
            ListedFile file = new ListedFile(work.path(form), Objects.requireNonNull(sums.get(form)));
            files.add(file);
            if (work.isReferred(form)) {
                work.staged().refer(work.index(), file, form, new Referred(work.kept(), splicer.files()));
            }
        }
        var name = work.content().line().name();
        if (!name.kind().isContents()) {
            files.add(work.staged()
                    .write(
                            ArchivePaths.directory(name) + "/" + ArchivePaths.RELEASE,
                            Releases.of(work.edition()).text(name),
                            others));
        }
        if (!work.edition().options().noByHash()) {
            work.staged().shareByHash(files);
        }
        return files;
    }

    private Mono<Long> list(Work work, Map<Compression, Sums> sums) {
        IndexList same = work.content().same();
        long revision = work.source().revision();
        if (same == null) {
            return lists.keep(
                            work.source().repository(),
                            new IndexList(
                                    0,
                                    work.content().line().text(),
                                    revision,
                                    revision,
                                    work.content().entries(),
                                    work.content().parts(),
                                    sums))
                    .map(IndexList::id);
        }
        Map<Compression, Sums> all = new EnumMap<>(Compression.class);
        all.putAll(same.sums());
        all.putAll(sums);
        boolean isHeld = same.lastRevision() == revision && same.sums().equals(all);
        return (isHeld ? Mono.<Void>empty() : lists.hold(same, revision, all)).thenReturn(same.id());
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(render);
    }

    /**
     * An index of a generation.
     *
     * @param path the path of its plain form
     * @param list the list of its shards
     * @param files what a Release file lists; none where the index is not shown
     */
    record Part(String path, long list, List<ListedFile> files) {}

    /** The rows that it uses. */
    public record Rows(IndexLists lists, ShardStore shards) {}

    private record Made(Work work, Map<Compression, Sums> sums) {
        Made and(Map<Compression, Sums> more) {
            Map<Compression, Sums> all = new EnumMap<>(Compression.class);
            all.putAll(sums);
            all.putAll(more);
            return new Made(work, all);
        }
    }

    private record Work(Edition edition, Staged staged, Pinned source, Content content) {
        /** Indexes of binary packages and of sources are shown even where they have nothing. */
        boolean isShown() {
            IndexKind kind = content.line().name().kind();
            return kind == IndexKind.BINARY || kind == IndexKind.SOURCE || content.entries() > 0;
        }

        /** The gateway puts together what is spliced. */
        boolean isReferred(Compression form) {
            return form.isSpliced() && staged.readers() == Readers.GATEWAY;
        }

        /** All that are spliced; and bzip2, which costs as much as the whole index is long, where it was asked for. */
        List<Compression> forms() {
            boolean isAskedFor = !edition.options().skipBz2();
            boolean hasBzip2 =
                    isAskedFor && isShown() && !content.line().name().kind().isContents();
            return Arrays.stream(Compression.values())
                    .filter(form -> form != Compression.BZIP2 || hasBzip2)
                    .toList();
        }

        Map<Compression, Sums> known() {
            IndexList same = content.same();
            return same == null ? Map.of() : same.sums();
        }

        List<KeptShard> kept() {
            return content.parts().stream().map(IndexList.Part::kept).toList();
        }

        /** The path of the index, whatever the form. */
        String index() {
            return ArchivePaths.file(content.line().name());
        }

        String path(Compression form) {
            return index() + form.suffix();
        }
    }
}
