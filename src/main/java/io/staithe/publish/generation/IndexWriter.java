package io.staithe.publish.generation;

import io.staithe.archive.ArchivePaths;
import io.staithe.archive.IndexKind;
import io.staithe.archive.IndexName;
import io.staithe.archive.PackagesIndex;
import io.staithe.archive.SourcesIndex;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKind;
import io.staithe.publish.files.Staged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes the members of one component into its indexes, in the order in which they come. Blocks; one thread. */
final class IndexWriter {
    private final Staged staged;
    private final String component;
    private final String pool;
    private final List<Architecture> binaries;
    private final boolean withSources;

    IndexWriter(Edition edition, String component, Staged staged) {
        this.staged = staged;
        this.component = component;
        this.pool = edition.pool(component);
        this.binaries = edition.architectures().stream()
                .map(Architecture::new)
                .filter(architecture -> !architecture.equals(Architecture.SOURCE))
                .toList();
        this.withSources = edition.architectures().contains(Architecture.SOURCE.value());
    }

    /** Makes the indexes that are there even where they are empty. */
    void begin() throws IOException {
        for (Architecture architecture : binaries) {
            staged.index(new IndexName(component, IndexKind.BINARY, architecture));
        }
        if (withSources) {
            staged.index(new IndexName(component, IndexKind.SOURCE, Architecture.SOURCE));
        }
    }

    /** Writes members; emits the files that they show in the pool. Architectures that are not published have none. */
    List<PoolFile> write(List<CataloguedPackage> members) throws IOException {
        List<PoolFile> files = new ArrayList<>();
        for (CataloguedPackage member : members) {
            String directory = ArchivePaths.sourceDirectory(pool, member.source());
            if (member.kind() == PackageKind.SOURCE) {
                writeSource(member, directory, files);
            } else {
                writeBinary(member, directory + "/" + member.fileName(), files);
            }
        }
        return files;
    }

    private void writeSource(CataloguedPackage member, String directory, List<PoolFile> files) throws IOException {
        if (withSources) {
            String stanza = SourcesIndex.stanza(member, directory);
            append(new IndexName(component, IndexKind.SOURCE, Architecture.SOURCE), stanza);
            for (PackageFile file : member.files()) {
                files.add(new PoolFile(directory + "/" + file.name(), file.blob()));
            }
        }
    }

    private void writeBinary(CataloguedPackage member, String path, List<PoolFile> files) throws IOException {
        Architecture own = member.key().architecture();
        List<Architecture> shown = own.equals(Architecture.ALL)
                ? binaries
                : binaries.stream().filter(own::equals).toList();
        if (shown.isEmpty()) {
            return;
        }
        IndexKind kind = member.kind() == PackageKind.UDEB ? IndexKind.INSTALLER : IndexKind.BINARY;
        String stanza = PackagesIndex.stanza(member, path);
        for (Architecture architecture : shown) {
            append(new IndexName(component, kind, architecture), stanza);
        }
        files.add(new PoolFile(path, member.blob()));
    }

    private void append(IndexName index, String stanza) throws IOException {
        byte[] bytes = stanza.getBytes(StandardCharsets.UTF_8);
        staged.index(index).write(bytes, 0, bytes.length);
    }
}
