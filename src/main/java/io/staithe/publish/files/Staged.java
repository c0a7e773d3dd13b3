package io.staithe.publish.files;

import io.staithe.archive.ArchivePaths;
import io.staithe.archive.Compression;
import io.staithe.archive.IndexName;
import io.staithe.archive.ListedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The files of one generation while one attempt writes them, under a name that no other attempt writes. Blocks.
 *
 * <p>Indexes are written as text by one thread; then each is compressed, by several threads; then all of it is
 * finished: shared by hash, listed in a manifest, on disk. Whoever began it closes it: a half written one too.
 */
public final class Staged implements AutoCloseable {

    private final PublishedPaths paths;
    private final long publication;
    private final String staging;
    private final Map<IndexName, DigestedFile> open = new LinkedHashMap<>();
    private final Set<Path> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean deleted;

    private Staged(PublishedPaths paths, long publication, String staging) {
        this.paths = paths;
        this.publication = publication;
        this.staging = staging;
    }

    /** Begins a generation of a publication; fails where the name was begun before. */
    public static Staged begin(PublishedPaths paths, long publication, String staging) throws IOException {
        Staged staged = new Staged(paths, publication, staging);
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

    /** The text of an index, made empty where it is new; for one thread. */
    public OutputStream index(IndexName index) throws IOException {
        DigestedFile file = open.get(index);
        if (file == null) {
            file = create(ArchivePaths.directory(index) + "/" + index.kind().fileName());
            open.put(index, file);
        }
        return file;
    }

    /** Ends the texts of the indexes; tells them in the order of their making. */
    public Map<IndexName, ListedFile> indexes() throws IOException {
        Map<IndexName, ListedFile> listed = new LinkedHashMap<>();
        for (Map.Entry<IndexName, DigestedFile> entry : open.entrySet()) {
            entry.getValue().close();
            listed.put(entry.getKey(), entry.getValue().listed());
        }
        return listed;
    }

    /** Writes the compressed forms of a text that is finished. */
    public List<ListedFile> compress(ListedFile plain) throws IOException {
        List<ListedFile> forms = new ArrayList<>();
        for (Compression compression : List.of(Compression.GZIP, Compression.XZIP)) {
            DigestedFile form = create(plain.path() + compression.suffix());
            try (InputStream text = Files.newInputStream(dists().resolve(plain.path()));
                    OutputStream out = compression.over(form)) {
                text.transferTo(out);
            } finally {
                form.close();
            }
            forms.add(form.listed());
        }
        return forms;
    }

    /** Writes a whole file. */
    public ListedFile write(String path, byte[] bytes) throws IOException {
        DigestedFile file = create(path);
        try (file) {
            file.write(bytes, 0, bytes.length);
        }
        return file.listed();
    }

    /** Makes the files of indexes reachable by their digests, beside each index. */
    public void shareByHash(Collection<ListedFile> files) throws IOException {
        for (ListedFile file : files) {
            Path written = dists().resolve(file.path());
            Path index = Durable.parent(written);
            Path shared = paths.byHash(publication).resolve(dists().relativize(index));
            Path algorithm = shared.resolve(ArchivePaths.SHA256);
            Durable.makeDirectories(algorithm, changed);
            addUpToRoot(algorithm);
            share(written, algorithm.resolve(file.sha256()));
            Durable.link(index.resolve(ArchivePaths.BY_HASH), shared, paths.temporary(), changed);
        }
    }

    private void share(Path written, Path shared) throws IOException {
        try {
            Files.createLink(shared, written);
        } catch (FileAlreadyExistsException same) {
            // Another generation brought the same bytes: the name is their digest.
        }
    }

    /** Whoever made one of these may have ended before it was durable. */
    private void addUpToRoot(Path directory) {
        for (Path above = directory; above.startsWith(paths.root()); above = Durable.parent(above)) {
            changed.add(above);
        }
    }

    /** Writes the manifest and brings every directory to disk; the files are there already. */
    public void finish(Collection<ListedFile> files) throws IOException {
        StringBuilder manifest = new StringBuilder();
        files.forEach(file -> manifest.append(file.sha256())
                .append(' ')
                .append(file.sizeBytes())
                .append(' ')
                .append(file.path())
                .append('\n'));
        try (DigestedFile out = new DigestedFile(paths.manifest(staging), "manifest")) {
            byte[] bytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
        }
        try (Stream<Path> all = Files.walk(paths.generation(staging))) {
            all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(changed::add);
        }
        addUpToRoot(paths.generation(staging));
        Durable.sync(changed);
    }

    /** Lets go of files that are still open; the generation stays. */
    @Override
    public void close() throws IOException {
        for (DigestedFile file : open.values()) {
            file.close();
        }
    }

    /** Takes the generation away, but not what it shared by hash, which others may have found. */
    public void delete() throws IOException {
        deleted = true;
        try {
            close();
        } finally {
            delete(paths.generation(staging));
        }
    }

    private static void delete(Path tree) throws IOException {
        try {
            Files.walkFileTree(tree, new Deletion());
        } catch (NoSuchFileException gone) {
            return;
        }
    }

    private DigestedFile create(String path) throws IOException {
        if (deleted) {
            throw new IOException("the generation " + staging + " was given up");
        }
        Path file = dists().resolve(path);
        Durable.makeDirectories(Durable.parent(file), changed);
        return new DigestedFile(file, path);
    }

    private Path dists() {
        return paths.dists(staging);
    }

    /** Deletes a tree; links in it are deleted, not followed. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
