package io.staithe.publish.generation;

import io.staithe.archive.ArchivePaths;
import io.staithe.archive.ListedFile;
import io.staithe.archive.OpenPgpKeys;
import io.staithe.archive.ReleaseSigner;
import io.staithe.fault.Contained;
import io.staithe.fault.Refused;
import io.staithe.publish.PublishFault;
import io.staithe.publish.files.Readers;
import io.staithe.publish.files.Staged;
import io.staithe.publish.generation.Render.Rendered;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.function.Tuple2;

/** Makes the files of an edition, complete and on disk: indexes, pool, Release, signatures, manifest. */
public final class Press {
    private static final int PATHS_TOGETHER = 4;
    private static final int SYNCS_AT_ONCE = 12;
    private static final String FILES = " files";

    private final Render render;
    private final ReleaseSigner signer;
    private final OpenPgpKeys keys;
    private final Clock clock;
    private final Threads threads;

    /** A press of these parts. */
    public Press(Render render, Seal seal, Clock clock, Threads threads) {
        this.render = render;
        this.signer = seal.signer();
        this.keys = seal.keys();
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Emits the finished edition. An error or a cancel leaves what was staged to whoever began it.
     *
     * @param beside what is to be done when the indexes are there, while the rest is made
     */
    Mono<Finished> print(Edition edition, Staged staged, Phases phases, Mono<Void> beside) {
        return render.render(edition, staged, phases)
                .map(rendered -> released(edition, staged.readers(), rendered))
                .flatMap(draft -> Mono.zip(sealed(draft, staged, phases), beside.thenReturn(draft)))
                .map(Tuple2::getT1);
    }

    private Mono<Finished> sealed(Draft draft, Staged staged, Phases phases) {
        return phases.timed("sign", signed(draft)).flatMap(signed -> phases.timed("stage", finished(signed, staged)));
    }

    private Draft released(Edition edition, Readers readers, Rendered rendered) {
        Instant now = clock.instant();
        Instant date = Releases.date(edition.before().releasedAt(), now);
        Finished finished = new Finished(
                edition,
                rendered.packages(),
                date,
                Releases.validator(edition.before().lastModified(), now),
                recipe(edition, readers),
                rendered.indexes(),
                rendered.reach(),
                List.of());
        byte[] release = Releases.of(edition)
                .text(
                        date,
                        edition.architectures().stream()
                                .filter(architecture -> !architecture.equals("source"))
                                .toList(),
                        edition.sources().stream()
                                .map(Edition.Pinned::component)
                                .toList(),
                        rendered.files());
        return new Draft(finished, rendered.files(), List.of(new Text(ArchivePaths.RELEASE, release)));
    }

    private Mono<Draft> signed(Draft draft) {
        if (draft.finished().edition().options().skipSigning()) {
            return Mono.just(draft);
        }
        return Mono.fromCallable(Contained.work(() -> withSignatures(draft))).subscribeOn(threads.sign());
    }

    private Draft withSignatures(Draft draft) {
        byte[] release = draft.texts().get(0).bytes();
        List<String> names = signers(draft.finished().edition());
        Instant at = draft.finished().releasedAt();
        List<Text> texts = new ArrayList<>(draft.texts());
        texts.add(new Text(ArchivePaths.RELEASE_GPG, signer.detached(release, names, at)));
        texts.add(new Text(ArchivePaths.IN_RELEASE, signer.clearSigned(release, names, at)));
        return new Draft(draft.finished(), draft.listed(), texts);
    }

    /** What decides the bytes of an edition, and which of them are files; refused where nothing can sign it. */
    String recipe(Edition edition, Readers readers) {
        String rendering = readers == Readers.ANYBODY ? render.form() + FILES : render.form();
        return Recipe.of(edition, rendering, edition.options().skipSigning() ? List.of() : signers(edition))
                .digest();
    }

    private List<String> signers(Edition edition) {
        List<String> chosen = edition.options().keys();
        if (!chosen.isEmpty()) {
            return chosen;
        }
        List<String> defaults = keys.defaults();
        if (defaults.isEmpty()) {
            throw new Refused(
                    PublishFault.NO_SIGNING_KEY,
                    "unable to initialize GPG signer: there is no unlocked signing key on this server");
        }
        return defaults;
    }

    private Mono<Finished> finished(Draft draft, Staged staged) {
        return onDisk(() -> write(draft, staged))
                .flatMapMany(Flux::fromIterable)
                .buffer(PATHS_TOGETHER)
                .flatMap(
                        paths -> onDisk(() -> {
                            Staged.sync(paths);
                            return draft;
                        }),
                        SYNCS_AT_ONCE)
                .then(Mono.fromCallable(() -> draft.finished().sharing(staged.hashed())));
    }

    private <T> Mono<T> onDisk(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(threads.disk());
    }

    private static List<Path> write(Draft draft, Staged staged) throws IOException {
        List<ListedFile> all = new ArrayList<>(draft.listed());
        for (Text text : draft.texts()) {
            all.add(staged.write(text.path(), text.bytes(), Set.of()));
        }
        return staged.finish(all);
    }

    /** What signs, and what there is to sign with. */
    public record Seal(ReleaseSigner signer, OpenPgpKeys keys) {}

    /** Where files are written and where signatures are made. */
    public record Threads(Scheduler disk, Scheduler sign) {}

    private record Text(String path, byte[] bytes) {}

    private record Draft(Finished finished, List<ListedFile> listed, List<Text> texts) {}
}
