package io.staithe.publish.generation;

import io.staithe.archive.Algorithm;
import io.staithe.archive.ArchivePaths;
import io.staithe.archive.IndexPatch;
import io.staithe.archive.ListedFile;
import io.staithe.archive.PatchIndex;
import io.staithe.archive.PatchIndex.Patch;
import io.staithe.archive.Sums;
import io.staithe.archive.shard.Pressed;
import io.staithe.fault.Contained;
import io.staithe.publish.PublishedFiles;
import io.staithe.publish.PublishedFiles.PublishedFile;
import io.staithe.publish.files.Staged;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Adds patches to indexes where a publication wants them: from each of its newest kept generations straight to this
 * one, so that apt fetches what changed. A text that cannot be patched has none, and apt fetches the whole index.
 */
public final class PatchedRender implements Render {
    private static final int NAME_DIGITS = 12;

    private final Render render;
    private final GenerationHistory history;
    private final Map<String, PublishedFiles> files;
    private final Set<Algorithm> others;
    private final Scheduler threads;

    /**
     * Patches over what another renders.
     *
     * @param threads where texts are compared
     */
    public PatchedRender(Render render, GenerationHistory history, Texts texts, Scheduler threads) {
        this.render = render;
        this.history = history;
        this.files = texts.files();
        this.others = texts.others();
        this.threads = threads;
    }

    @Override
    public String form() {
        return render.form();
    }

    @Override
    public Mono<Rendered> render(Edition edition, Staged staged, Phases phases) {
        Mono<Rendered> rendered = render.render(edition, staged, phases);
        PublishedFiles published = files.get(edition.place().storage());
        boolean wanted =
                edition.options().terms().pdiffs() > 0 && !edition.options().noByHash();
        return wanted && published != null
                ? rendered.flatMap(whole -> phases.timed("render", patched(new Job(edition, staged, published), whole)))
                : rendered;
    }

    private Mono<Rendered> patched(Job job, Rendered whole) {
        Edition edition = job.edition();
        return history.stagings(edition.before().id(), edition.options().terms().pdiffs())
                .collectList()
                .flatMapMany(stagings -> Flux.fromIterable(whole.files())
                        .filter(PatchedRender::isText)
                        .concatMap(index -> patches(job, index, stagings)))
                .collectList()
                .map(patches -> {
                    List<ListedFile> all = new ArrayList<>(whole.files());
                    patches.forEach(all::addAll);
                    return new Rendered(all, whole.packages(), whole.indexes(), whole.reach());
                });
    }

    /** Emits the patches of an index and their list; nothing where no earlier text is at hand. */
    private Mono<List<ListedFile>> patches(Job job, ListedFile index, List<String> stagings) {
        String byHash = directory(index) + ArchivePaths.BY_HASH + "/" + ArchivePaths.SHA256 + "/"
                + index.sums().sha256();
        Mono<List<PublishedFile>> earlier = Flux.fromIterable(stagings)
                .concatMap(staging -> job.published().file(staging, index.path()))
                .filter(file -> !file.sha256().equals(index.sums().sha256()))
                .distinct(PublishedFile::sha256)
                .collectList()
                .filter(texts -> !texts.isEmpty());
        return earlier.zipWith(job.published().byHash(job.edition().before().id(), byHash))
                .flatMap(texts -> Mono.fromCallable(
                                Contained.work(() -> write(job.staged(), index, texts.getT1(), texts.getT2())))
                        .subscribeOn(threads))
                .onErrorResume(PatchedRender::isUnfit, unfit -> Mono.empty());
    }

    private static boolean isUnfit(Throwable failure) {
        return failure instanceof IllegalArgumentException || failure instanceof NoSuchFileException;
    }

    private List<ListedFile> write(Staged staged, ListedFile index, List<PublishedFile> earlier, PublishedFile current)
            throws IOException {
        List<ListedFile> written = new ArrayList<>();
        List<Patch> patches = new ArrayList<>();
        for (PublishedFile from : earlier) {
            byte[] script = IndexPatch.of(text(from), text(current));
            String name = "T-" + name(current.sha256()) + "-F-" + name(from.sha256());
            ListedFile packed = staged.write(index.path() + ".diff/" + name + ".gz", packed(script), others);
            Sums plain = new Sums(script.length, Pressed.digest(script), Map.of());
            Sums before = new Sums(from.sizeBytes(), from.sha256(), Map.of());
            patches.add(new Patch(name, before, plain, packed.sums()));
            written.add(packed);
        }
        Collections.reverse(patches);
        byte[] list = PatchIndex.text(index, patches).getBytes(StandardCharsets.UTF_8);
        ListedFile listed = staged.write(index.path() + ".diff/Index", list, others);
        staged.shareByHash(List.of(listed));
        written.add(listed);
        return written;
    }

    private static IndexPatch.Text text(PublishedFile file) {
        return file::open;
    }

    private static String name(String sha256) {
        return sha256.substring(0, NAME_DIGITS);
    }

    private static boolean isText(ListedFile file) {
        return file.path().endsWith("/Packages") || file.path().endsWith("/Sources");
    }

    private static String directory(ListedFile index) {
        return index.path().substring(0, index.path().lastIndexOf('/') + 1);
    }

    private static byte[] packed(byte[] script) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(script);
        }
        return packed.toByteArray();
    }

    /**
     * Where the texts are, and what is told of patches.
     *
     * @param files of the storages, by name
     * @param others digests that Release files list beside SHA-256
     */
    public record Texts(Map<String, PublishedFiles> files, Set<Algorithm> others) {
        /** Copies both. */
        public Texts {
            files = Map.copyOf(files);
            others = Set.copyOf(others);
        }
    }

    private record Job(Edition edition, Staged staged, PublishedFiles published) {}
}
