package io.staithe.archive;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.deb.Stanza.Field;
import io.staithe.pool.Digests;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stanzas of a {@code Sources} index (the DebianRepository/Format page, "Sources" indices; dpkg-scansources(1)): the
 * {@code .dsc} with {@code Source} renamed, its directory, and itself among its files.
 */
public final class SourcesIndex {
    private static final List<String> ORDER = List.of(
            "Package",
            "Source",
            "Binary",
            "Version",
            "Priority",
            "Section",
            "Maintainer",
            "Original-Maintainer",
            "Build-Depends",
            "Build-Depends-Indep",
            "Build-Conflicts",
            "Build-Conflicts-Indep",
            "Architecture",
            "Standards-Version",
            "Format",
            "Directory",
            "Files");

    private static final int SECTION_COLUMN = 2;
    private static final int PRIORITY_COLUMN = 3;

    private SourcesIndex() {}

    /**
     * The stanza of a source package, ended by a blank line.
     *
     * @param poolDirectory where its files are, relative to the prefix, without a slash at the end
     */
    public static String stanza(CataloguedPackage member, String poolDirectory) {
        Map<String, Field> fields = CataloguedStanza.fields(member.stanza());
        fields.remove("source");
        CataloguedStanza.put(fields, "Package", member.key().name().value());
        CataloguedStanza.put(fields, "Directory", poolDirectory);
        String[] listed = listed(fields);
        fields.computeIfAbsent("section", absent -> new Field("Section", column(listed, SECTION_COLUMN, "misc")));
        fields.computeIfAbsent(
                "priority", absent -> new Field("Priority", column(listed, PRIORITY_COLUMN, "optional")));
        CataloguedStanza.put(fields, "Files", lines(member, Digests::md5));
        CataloguedStanza.put(fields, "Checksums-Sha1", lines(member, Digests::sha1));
        CataloguedStanza.put(fields, "Checksums-Sha256", lines(member, Digests::sha256));
        return CataloguedStanza.ordered(fields, ORDER) + "\n";
    }

    private static String lines(CataloguedPackage member, Function<Digests, String> digest) {
        return member.files().stream()
                .sorted(Comparator.comparing(PackageFile::name))
                .map(file -> "\n " + digest.apply(file.blob().digests()) + " "
                        + file.blob().digests().sizeBytes() + " " + file.name())
                .collect(Collectors.joining());
    }

    /** The columns of the first line of {@code Package-List}: name, type, section, priority. */
    private static String[] listed(Map<String, Field> fields) {
        return Optional.ofNullable(fields.get("package-list")).stream()
                .flatMap(field -> field.value().lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> line.split("\\s+"))
                .orElseGet(() -> new String[0]);
    }

    private static String column(String[] columns, int number, String otherwise) {
        return columns.length > number ? columns[number] : otherwise;
    }
}
