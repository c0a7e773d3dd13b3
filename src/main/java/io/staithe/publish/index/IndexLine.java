package io.staithe.publish.index;

import io.staithe.archive.ArchivePaths;
import io.staithe.archive.IndexKind;
import io.staithe.archive.IndexName;
import io.staithe.archive.PackagesIndex;
import io.staithe.archive.SourcesIndex;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Selection;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKind;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * An index as a way to tell members: two lines of one text tell the same members in the same bytes, whatever the
 * publication, so they share their lists.
 *
 * @param pool the directory of the component's files, relative to the prefix; Contents do not tell it
 */
public record IndexLine(IndexName name, String pool) {
    /** The form of stanzas; goes up with every change that would give other bytes for the same members. */
    private static final int FORM = 1;

    /** Under what its lists are found. */
    public String text() {
        String told = FORM + " " + name.kind() + " " + name.architecture();
        return name.kind().isContents() ? told : told + " " + pool;
    }

    /** The members that it tells. */
    Selection selection() {
        Architecture own = name.architecture();
        return switch (name.kind()) {
            case BINARY -> new Selection(Set.of(PackageKind.DEB, PackageKind.DDEB), Set.of(own, Architecture.ALL));
            case INSTALLER -> new Selection(Set.of(PackageKind.UDEB), Set.of(own, Architecture.ALL));
            case SOURCE -> new Selection(Set.of(PackageKind.SOURCE), Set.of(Architecture.SOURCE));
            case CONTENTS, INSTALLER_CONTENTS -> throw new IllegalStateException(name + " tells no members");
        };
    }

    /** What it tells of a member. */
    byte[] stanza(CataloguedPackage member) {
        String directory = ArchivePaths.sourceDirectory(pool, member.source());
        String stanza = name.kind() == IndexKind.SOURCE
                ? SourcesIndex.stanza(member, directory)
                : PackagesIndex.stanza(member, directory + "/" + member.fileName());
        return stanza.getBytes(StandardCharsets.UTF_8);
    }
}
