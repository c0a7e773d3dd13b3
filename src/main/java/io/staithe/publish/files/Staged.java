package io.staithe.publish.files;

import io.staithe.archive.Algorithm;
import io.staithe.archive.ArchivePaths;
import io.staithe.archive.Compression;
import io.staithe.archive.ListedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one generation while one attempt writes them, under a name that no other attempt writes. Blocks; for
 * several threads, each at files of its own.
 *
 * <p>Indexes are on disk when they are written; {@link #finish} lists everything in a manifest, and what it tells is
 * still to be brought to disk. Whoever began it closes it: a half written one too.
 */
public final class Staged {

    private final PublishedPaths paths;
    private final Readers readers;
    private final long publication;
    private final String staging;
    private final Set<Path> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> virtual = ConcurrentHashMap.newKeySet();
    private final Map<String, Shared> shared = new ConcurrentHashMap<>();
    private volatile boolean deleted;

    private Staged(Storages.Storage storage, long publication, String staging) {
        this.paths = storage.paths();
        this.readers = storage.readers();
        this.publication = publication;
        this.staging = staging;
    }

    /** Begins a generation of a publication; fails where the name was begun before. */
    public static Staged begin(Storages.Storage storage, long publication, String staging) throws IOException {
        Staged staged = new Staged(storage, publication, staging);
        PublishedPaths paths = storage.paths();
        Path generation = paths.generation(staging);
        Durable.makeDirectories(Durable.parent(generation), staged.changed);
        Files.createDirectory(generation);
        staged.changed.add(Durable.parent(generation));
        Durable.makeDirectories(paths.dists(staging), staged.changed);
        return staged;
    }

    /** Its place in the database. */
    public String staging() {
        return staging;
    }

    /** Who reads it. */
    public Readers readers() {
        return readers;
    }

    /** Writes a form of an index from its shards. */
    public ListedFile write(String path, Compression form, List<KeptShard> shards, Splicer splicer) throws IOException {
        return new ListedFile(path, splicer.write(form, shards, created(path)));
    }

    /** Takes a file over that an index of this publication had before; false where it is not there any more. */
    public boolean takeOver(ListedFile file) throws IOException {
        Path shared = shared(file.path()).resolve(file.sums().sha256());
        try {
            Files.createLink(created(file.path()), shared);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /**
     * Notes a form of an index that is not written: whoever asks for it gets it from its shards.
     *
     * @param index the path of the index, whatever the form
     */
    public void refer(String index, ListedFile file, Compression form, Referred shards) throws IOException {
        virtual.add(file.path());
        PartsFile parts =
                PartsFile.of(paths.parts(publication, file.sums().sha256()), form, shards.kept(), shards.files());
        parts.write(changed);
        Durable.addUpTo(paths.root(), paths.parts(publication), changed);
        note(parts.name(), parts.bytes().length, index, again -> {
            if (!parts.isThere()) {
                parts.write(again);
            }
        });
    }

    /** Writes a whole file, which is not on disk yet. */
    public ListedFile write(String path, byte[] bytes, Set<Algorithm> others) throws IOException {
        DigestedFile file = new DigestedFile(created(path), path, others, changed);
        try (file) {
            file.write(bytes, 0, bytes.length);
        }
        return file.listed();
    }

    /** Makes the files of indexes reachable by their digests, beside each index. */
    public void shareByHash(Collection<ListedFile> files) throws IOException {
        for (ListedFile file : files) {
            Path written = dists().resolve(file.path());
            Path algorithm = shared(file.path());
            Durable.makeDirectories(algorithm, changed);
            Durable.addUpTo(paths.root(), algorithm, changed);
            if (!virtual.contains(file.path())) {
                Path name = algorithm.resolve(file.sums().sha256());
                share(written, name, changed);
                note(name, file.sums().sizeBytes(), null, again -> share(written, name, again));
            }
            Path beside = Durable.parent(written).resolve(ArchivePaths.BY_HASH);
            Durable.link(beside, Durable.parent(algorithm), paths.temporary(), changed);
        }
    }

    /** The directory of the by-hash files beside a file. */
    private Path shared(String path) {
        Path index = Durable.parent(dists().resolve(path));
        return paths.byHash(publication).resolve(dists().relativize(index)).resolve(ArchivePaths.SHA256);
    }

    private static void share(Path written, Path shared, Collection<Path> changed) throws IOException {
        try {
            Files.createLink(shared, written);
        } catch (FileAlreadyExistsException same) {
            // Another generation brought the same bytes, perhaps not to disk yet: the name is their digest.
            changed.add(shared);
        }
    }

    private void note(Path name, long sizeBytes, @Nullable String index, Linking linking) {
        String path = paths.publication(publication).relativize(name).toString();
        shared.put(path, new Shared(new HashedFile(path, sizeBytes, index), linking));
    }

    /** What it shares with other generations, by path. */
    public List<HashedFile> hashed() {
        return shared.values().stream()
                .map(Shared::file)
                .sorted(Comparator.comparing(HashedFile::path))
                .toList();
    }

    /** Makes what it shares once more, where a sweep deleted it meanwhile; on disk when it returns. Repeatable. */
    public void shareAgain() throws IOException {
        Set<Path> again = new HashSet<>();
        for (Shared each : shared.values()) {
            each.linking().link(again);
            again.add(Durable.parent(
                    paths.publication(publication).resolve(each.file().path())));
        }
        Durable.sync(again);
    }

    /** Writes the manifest. Tells the files and directories of which not everything may be on disk yet. */
    public List<Path> finish(Collection<ListedFile> files) throws IOException {
        StringBuilder manifest = new StringBuilder();
        files.forEach(file -> manifest.append(file.sums().sha256())
                .append(' ')
                .append(file.sums().sizeBytes())
                .append(' ')
                .append(virtual.contains(file.path()) ? PublishedPaths.VIRTUAL : "")
                .append(file.path())
                .append('\n'));
        try (DigestedFile out = new DigestedFile(paths.manifest(staging), "manifest", Set.of(), changed)) {
            byte[] bytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
        }
        try (Stream<Path> all = Files.walk(paths.generation(staging))) {
            all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(changed::add);
        }
        Durable.addUpTo(paths.root(), paths.generation(staging), changed);
        return List.copyOf(changed);
    }

    /** Brings some of what {@link #finish} told to disk; any number of threads at once. */
    public static void sync(Collection<Path> unsynced) throws IOException {
        Durable.sync(unsynced);
    }

    /** Takes the generation away, but not what it shared by hash, which others may have found. */
    public void delete() throws IOException {
        deleted = true;
        Trees.delete(paths.generation(staging));
    }

    /** The name of a file to be made, in a directory that is there. */
    private Path created(String path) throws IOException {
        if (deleted) {
            throw new IOException("the generation " + staging + " was given up");
        }
        Path file = dists().resolve(path);
        Durable.makeDirectories(Durable.parent(file), changed);
        return file;
    }

    private Path dists() {
        return paths.dists(staging);
    }

    /** The shards that an index is, and where their files are. */
    public record Referred(List<KeptShard> kept, ShardFiles files) {}

    private record Shared(HashedFile file, Linking linking) {}

    /** Links what is missing; tells what is to be brought to disk. */
    private interface Linking {
        void link(Collection<Path> changed) throws IOException;
    }
}
