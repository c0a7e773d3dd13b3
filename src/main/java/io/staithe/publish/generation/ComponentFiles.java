package io.staithe.publish.generation;

import io.staithe.archive.ArchivePaths;
import io.staithe.archive.IndexKind;
import io.staithe.archive.IndexName;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKind;
import io.staithe.publish.index.IndexLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a component of an edition has: its indexes, and the pool files of its members. */
final class ComponentFiles {
    private final String component;
    private final String pool;
    private final List<Architecture> binaries;
    private final boolean withSources;

    ComponentFiles(Edition edition, String component) {
        this.component = component;
        this.pool = edition.pool(component);
        this.binaries = edition.architectures().stream()
                .map(Architecture::new)
                .filter(architecture -> !architecture.equals(Architecture.SOURCE))
                .toList();
        this.withSources = edition.architectures().contains(Architecture.SOURCE.value());
    }

    /** Every index that it may have; those of installers are shown only where they have something. */
    List<IndexLine> lines() {
        List<IndexLine> lines = new ArrayList<>();
        for (Architecture architecture : binaries) {
            lines.add(line(IndexKind.BINARY, architecture));
            lines.add(line(IndexKind.INSTALLER, architecture));
        }
        if (withSources) {
            lines.add(line(IndexKind.SOURCE, Architecture.SOURCE));
        }
        return lines;
    }

    /** Every Contents index that it may have; shown are those that have a path. */
    List<IndexLine> contents() {
        return binaries.stream()
                .flatMap(architecture -> Stream.of(IndexKind.CONTENTS, IndexKind.INSTALLER_CONTENTS)
                        .map(kind -> line(kind, architecture)))
                .toList();
    }

    /** The files that members show in the pool. Architectures that are not published have none. */
    List<PoolFile> pool(List<CataloguedPackage> members) {
        return members.stream().flatMap(this::pool).toList();
    }

    private Stream<PoolFile> pool(CataloguedPackage member) {
        String directory = ArchivePaths.sourceDirectory(pool, member.source());
        if (member.kind() == PackageKind.SOURCE) {
            return member.files().stream()
                    .filter(file -> withSources)
                    .map(file -> new PoolFile(directory + "/" + file.name(), file.blob()));
        }
        Architecture own = member.key().architecture();
        boolean shown = own.equals(Architecture.ALL) ? !binaries.isEmpty() : binaries.contains(own);
        return shown ? Stream.of(new PoolFile(directory + "/" + member.fileName(), member.blob())) : Stream.empty();
    }

    private IndexLine line(IndexKind kind, Architecture architecture) {
        return new IndexLine(new IndexName(component, kind, architecture), pool);
    }
}
