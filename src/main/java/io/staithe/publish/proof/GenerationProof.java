package io.staithe.publish.proof;

import io.staithe.archive.ArchivePaths;
import io.staithe.fault.Contained;
import io.staithe.pool.Damage;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Archives;
import io.staithe.publish.PublishedFiles;
import io.staithe.publish.PublishedFiles.PublishedFile;
import io.staithe.publish.proof.ListedSums.Listed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Compares the files of a generation with its Release file, as a client would that follows it: each is there under its
 * name and by hash, has the size, and the digest where it may be read. Threads: any.
 */
public final class GenerationProof {
    private static final List<String> OWN =
            List.of(ArchivePaths.IN_RELEASE, ArchivePaths.RELEASE, ArchivePaths.RELEASE_GPG);

    private final Supplier<Map<String, PublishedFiles>> storages;
    private final Archives archives;
    private final Scheduler disk;

    /**
     * Proofs of generations, whose files are read on a scheduler.
     *
     * @param storages the published storages by name, asked for anew each time: they remember what was there before
     */
    public GenerationProof(Supplier<Map<String, PublishedFiles>> storages, Archives archives, Scheduler disk) {
        this.storages = storages;
        this.archives = archives;
        this.disk = disk;
    }

    /**
     * What is wrong with the files of a generation, one after another; empty where nothing is, and where its storage is
     * not configured. Repeatable.
     *
     * @param mayRead whether so many bytes may be read for their digest
     */
    public Flux<Torn> of(Shown shown, LongPredicate mayRead) {
        PublishedFiles files = storages.get().get(shown.storage());
        return files == null
                ? Flux.empty()
                : new Look(files, shown, mayRead)
                        .torn()
                        .onErrorResume(
                                IOException.class,
                                gone -> Flux.just(new Torn(
                                        ArchivePaths.IN_RELEASE, "", Damage.different("it cannot be read: " + gone))));
    }

    private static String sha256(PublishedFile file) throws IOException {
        try (InputStream in = new DigestInputStream(file.open(), digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }

    /**
     * A file that is not what it should be.
     *
     * @param path relative to the distribution
     * @param sha256 what it should be; empty where that is not known
     */
    public record Torn(String path, String sha256, Damage damage) {}

    /** Where it lies by hash, relative to the distribution. */
    private static String byHash(String path, String sha256) {
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        return directory + ArchivePaths.BY_HASH + "/" + ArchivePaths.SHA256 + "/" + sha256;
    }

    /** One look at one generation. */
    private final class Look {
        private final PublishedFiles files;
        private final Shown shown;
        private final LongPredicate mayRead;

        Look(PublishedFiles files, Shown shown, LongPredicate mayRead) {
            this.files = files;
            this.shown = shown;
            this.mayRead = mayRead;
        }

        Flux<Torn> torn() {
            Flux<Torn> own = Flux.fromIterable(OWN)
                    .concatMap(path -> file(path).flatMap(found -> inside(expected(path, found), path, found)));
            return release()
                    .map(ListedSums::of)
                    .flatMapMany(sums -> own.concatWith(Flux.fromIterable(sums.files())
                            .concatMap(
                                    listed -> named(listed).concatWith(sums.byHash() ? hashed(listed) : Mono.empty()))))
                    .switchIfEmpty(own);
        }

        /** The text that everything else is compared with. */
        private Mono<String> release() {
            return file(ArchivePaths.IN_RELEASE)
                    .switchIfEmpty(Mono.defer(() -> file(ArchivePaths.RELEASE)))
                    .flatMap(found -> on(() -> text(found)));
        }

        private Mono<PublishedFile> file(String path) {
            return files.file(shown.staging(), path);
        }

        private static String text(PublishedFile file) throws IOException {
            try (InputStream in = file.open()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        /** The manifest's word of a file that no Release file lists. */
        private static Listed expected(String path, PublishedFile found) {
            return new Listed(path, found.sha256(), found.sizeBytes());
        }

        private Mono<Torn> named(Listed listed) {
            return file(listed.path())
                    .map(found -> found.sha256().equals(listed.sha256())
                            ? inside(listed, listed.path(), found)
                            : Mono.just(other(listed, listed.path(), found.sha256())))
                    .defaultIfEmpty(Mono.just(missing(listed, listed.path())))
                    .flatMap(torn -> torn);
        }

        private Mono<Torn> hashed(Listed listed) {
            String path = byHash(listed.path(), listed.sha256());
            return files.byHash(shown.publication(), path)
                    .map(found -> inside(listed, path, found))
                    .defaultIfEmpty(Mono.just(missing(listed, path)))
                    .flatMap(torn -> torn);
        }

        private Mono<Torn> inside(Listed listed, String path, PublishedFile found) {
            return archives.lost(found.pieces())
                    .map(piece -> missing(listed, path))
                    .switchIfEmpty(Mono.defer(() -> digest(listed, found))
                            .filter(sha256 -> !sha256.equals(listed.sha256()))
                            .map(sha256 -> other(listed, path, sha256)));
        }

        /** What is right where it may not be read. */
        private Mono<String> digest(Listed listed, PublishedFile found) {
            return mayRead.test(listed.sizeBytes()) ? on(() -> sha256(found)) : Mono.just(listed.sha256());
        }

        private static Torn missing(Listed listed, String path) {
            return new Torn(listed.path(), listed.sha256(), Damage.missing(path));
        }

        private static Torn other(Listed listed, String path, String sha256) {
            return new Torn(
                    listed.path(),
                    listed.sha256(),
                    Damage.different(path + " has the SHA256 " + sha256 + " instead of " + listed.sha256()));
        }
    }
}
