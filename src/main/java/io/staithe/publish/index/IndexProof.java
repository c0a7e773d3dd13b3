package io.staithe.publish.index;

import io.staithe.archive.IndexKind;
import io.staithe.archive.IndexName;
import io.staithe.archive.shard.Pressed;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Position;
import io.staithe.deb.Architecture;
import io.staithe.fault.Contained;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.files.ShardFiles;
import io.staithe.publish.index.IndexList.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Looks whether an index tells some members, in the shards in which it would tell them. Threads: any. */
public final class IndexProof {
    private static final int COLUMNS = 4;

    private final IndexLists lists;
    private final ShardStore shards;
    private final ShardFiles files;
    private final Scheduler disk;

    /** Proofs of these lists and shards, whose files are read on a scheduler. */
    public IndexProof(IndexLists lists, ShardStore shards, ShardFiles files, Scheduler disk) {
        this.lists = lists;
        this.shards = shards;
        this.files = files;
        this.disk = disk;
    }

    /**
     * The members that an index should tell and does not, in no order; empty where it tells them all, where it is gone,
     * and where an older release wrote it in another form. Repeatable.
     *
     * @param list the row of its list
     * @param line what the list's row says that it is
     */
    public Flux<CataloguedPackage> untold(long list, String component, String line, List<CataloguedPackage> members) {
        return Mono.justOrEmpty(line(component, line)).flatMapMany(told -> {
            List<CataloguedPackage> own = members.stream()
                    .filter(member -> told.selection().has(member.kind(), member.key()))
                    .toList();
            return own.isEmpty() ? Flux.empty() : lists.find(list).flatMapMany(found -> untold(told, found, own));
        });
    }

    private static Optional<IndexLine> line(String component, String text) {
        String[] columns = text.split(" ", COLUMNS);
        if (columns.length < COLUMNS) {
            return Optional.empty();
        }
        var name = new IndexName(component, IndexKind.valueOf(columns[1]), new Architecture(columns[2]));
        return Optional.of(new IndexLine(name, columns[COLUMNS - 1]))
                .filter(line -> line.text().equals(text));
    }

    private Flux<CataloguedPackage> untold(IndexLine line, IndexList list, List<CataloguedPackage> members) {
        Map<Integer, List<CataloguedPackage>> byShard = new LinkedHashMap<>();
        for (CataloguedPackage member : members) {
            byShard.computeIfAbsent(shard(list.parts(), Position.of(member.key())), at -> new ArrayList<>())
                    .add(member);
        }
        return Flux.fromIterable(byShard.entrySet())
                .concatMap(entry -> entry.getKey() < 0
                        ? Flux.fromIterable(entry.getValue())
                        : untold(line, list.parts().get(entry.getKey()).kept(), entry.getValue()));
    }

    /** The last shard that does not begin after a position; -1 where there is none. */
    private static int shard(List<Part> parts, Position position) {
        int at = parts.size() - 1;
        while (at >= 0 && parts.get(at).first().compareTo(position) > 0) {
            at--;
        }
        return at;
    }

    private Flux<CataloguedPackage> untold(IndexLine line, KeptShard kept, List<CataloguedPackage> members) {
        return on(() -> text(kept))
                .map(text -> members.stream()
                        .filter(member -> !text.contains(new String(line.stanza(member), StandardCharsets.UTF_8)))
                        .toList())
                .flatMapIterable(untold -> untold);
    }

    /** Its text; nothing where its file is gone, cut off, or holds other bytes. */
    private String text(KeptShard kept) {
        try {
            byte[] text = files.text(kept);
            return Pressed.digest(text).equals(kept.sha256()) ? new String(text, StandardCharsets.UTF_8) : "";
        } catch (IOException lost) {
            return "";
        }
    }

    /**
     * Gives up the shards of a list whose files do not hold what they should, so that the next generation makes them
     * anew; emits how many. Repeatable.
     */
    public Mono<Integer> renounceBroken(long list) {
        return lists.find(list)
                .flatMapMany(found -> Flux.fromIterable(found.parts()))
                .map(Part::kept)
                .filterWhen(kept -> on(() -> isBroken(kept)))
                .collectList()
                .filter(broken -> !broken.isEmpty())
                .flatMap(broken -> shards.giveUp(broken).thenReturn(broken.size()))
                .defaultIfEmpty(0);
    }

    /** Compares every form with one that is made anew: what is spliced is none of the texts. */
    private boolean isBroken(KeptShard kept) throws IOException {
        String text = text(kept);
        if (text.isEmpty()) {
            return true;
        }
        Pressed anew = Pressed.of(text.getBytes(StandardCharsets.UTF_8));
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(files.file(kept.location())));
        ByteBuffer expected = ByteBuffer.allocate(anew.shard().sizeBytes())
                .put(anew.text())
                .put(anew.gzip())
                .put(anew.xz());
        return !file.equals(expected.flip());
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }
}
