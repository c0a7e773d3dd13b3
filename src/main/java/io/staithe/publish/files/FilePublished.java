package io.staithe.publish.files;

import io.staithe.publish.PublishedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Finds published files; keeps the manifests of the generations that were asked for last. */
public final class FilePublished implements PublishedFiles {
    private static final int KEPT_MANIFESTS = 256;
    private static final Pattern BY_HASH = Pattern.compile("(.+)/by-hash/(SHA256/([0-9a-f]{64}))");

    private final PublishedPaths paths;
    private final Scheduler disk;
    private final Map<String, Map<String, Entry>> manifests = Collections.synchronizedMap(new Recent<>());

    /** Files of a storage, found on a scheduler. */
    public FilePublished(PublishedPaths paths, Scheduler disk) {
        this.paths = paths;
        this.disk = disk;
    }

    @Override
    public Mono<PublishedFile> file(String staging, String path) {
        Map<String, Entry> known = manifests.get(staging);
        Mono<Map<String, Entry>> manifest =
                known == null ? Mono.fromCallable(() -> read(staging)).subscribeOn(disk) : Mono.just(known);
        return manifest.mapNotNull(entries -> entries.get(path)).flatMap(entry -> file(staging, path, entry));
    }

    private Mono<PublishedFile> file(String staging, String path, Entry entry) {
        if (entry.isVirtual()) {
            return parts(PublishedPaths.publicationOf(staging), entry.sha256())
                    .map(parts ->
                            new PublishedFile(parts.pieces(), entry.sizeBytes(), entry.sha256(), entry.modifiedAt()));
        }
        var whole = new Piece(paths.dists(staging).resolve(path), 0, entry.sizeBytes());
        return Mono.just(new PublishedFile(List.of(whole), entry.sizeBytes(), entry.sha256(), entry.modifiedAt()));
    }

    @Override
    public Mono<PublishedFile> byHash(long publication, String path) {
        Matcher name = BY_HASH.matcher(path);
        if (!name.matches()) {
            return Mono.empty();
        }
        Path file = paths.byHash(publication).resolve(name.group(1)).resolve(name.group(2));
        return Mono.fromCallable(() -> shared(file, name.group(3)))
                .subscribeOn(disk)
                .onErrorResume(NoSuchFileException.class, gone -> parts(publication, name.group(3)));
    }

    private static PublishedFile shared(Path file, String sha256) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new PublishedFile(
                List.of(new Piece(file, 0, attributes.size())),
                attributes.size(),
                sha256,
                attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** A form of an index that is not written. */
    private Mono<PublishedFile> parts(long publication, String sha256) {
        Path list = paths.parts(publication, sha256);
        return Mono.fromCallable(() -> joined(list, sha256))
                .subscribeOn(disk)
                .onErrorResume(NoSuchFileException.class, gone -> Mono.empty());
    }

    private static PublishedFile joined(Path list, String sha256) throws IOException {
        List<Piece> pieces = PartsFile.read(list);
        return new PublishedFile(
                pieces,
                pieces.stream().mapToLong(Piece::sizeBytes).sum(),
                sha256,
                Files.getLastModifiedTime(list).toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    private Map<String, Entry> read(String staging) throws IOException {
        Instant written =
                Files.getLastModifiedTime(paths.manifest(staging)).toInstant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, Entry> entries = new HashMap<>();
        for (Manifest.Entry entry : Manifest.read(paths, staging).entries()) {
            entries.put(entry.path(), new Entry(entry.sha256(), entry.sizeBytes(), written, entry.isVirtual()));
        }
        manifests.put(staging, entries);
        return entries;
    }

    private record Entry(String sha256, long sizeBytes, Instant modifiedAt, boolean isVirtual) {}

    /** A map that forgets what was not asked for longest. */
    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(KEPT_MANIFESTS, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > KEPT_MANIFESTS;
        }
    }
}
