package io.staithe.archive;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.deb.Stanza.Field;
import io.staithe.pool.Digests;
import java.util.List;
import java.util.Map;

/**
 * Stanzas of a {@code Packages} index (the DebianRepository/Format page, "Packages" indices): the package's own fields
 * in aptly's order, with file name, size and digests that are ours.
 */
public final class PackagesIndex {
    private static final List<String> ORDER = List.of(
            "Package",
            "Essential",
            "Priority",
            "Section",
            "Installed-Size",
            "Maintainer",
            "Original-Maintainer",
            "Architecture",
            "Source",
            "Version",
            "Replaces",
            "Provides",
            "Depends",
            "Pre-Depends",
            "Recommends",
            "Suggests",
            "Conflicts",
            "Breaks",
            "Filename",
            "Size",
            "MD5sum",
            "SHA1",
            "SHA256",
            "Description");

    private PackagesIndex() {}

    /**
     * The stanza of a binary package, ended by a blank line.
     *
     * @param poolPath where its file is, relative to the prefix; written raw, never percent-encoded
     */
    public static String stanza(CataloguedPackage member, String poolPath) {
        Map<String, Field> fields = CataloguedStanza.fields(member.stanza());
        Digests digests = member.blob().digests();
        CataloguedStanza.put(fields, "Filename", poolPath);
        CataloguedStanza.put(fields, "Size", Long.toString(digests.sizeBytes()));
        CataloguedStanza.put(fields, "MD5sum", digests.md5());
        CataloguedStanza.put(fields, "SHA1", digests.sha1());
        CataloguedStanza.put(fields, "SHA256", digests.sha256());
        return CataloguedStanza.ordered(fields, ORDER) + "\n";
    }
}
