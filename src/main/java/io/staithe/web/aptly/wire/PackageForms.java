package io.staithe.web.aptly.wire;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.deb.PackageKind;
import io.staithe.deb.StanzaText;
import io.staithe.pool.Digests;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Packages in full: the control stanza (deb822(5)) and aptly's own members as one flat object of texts, by name. */
public final class PackageForms {
    private PackageForms() {}

    /** A package in full. */
    public static ObjectNode details(CataloguedPackage known) {
        Map<String, String> members = StanzaText.values(known.stanza());
        if (known.kind() == PackageKind.SOURCE) {
            putSourceFiles(members, known);
        } else {
            putBinaryFile(members, known);
        }
        members.put("FilesHash", known.key().filesHash());
        members.put("Key", known.key().toString());
        members.put("ShortKey", known.key().shortKey());
        ObjectNode details = AptlyJson.object();
        members.forEach(details::put);
        return details;
    }

    private static void putBinaryFile(Map<String, String> members, CataloguedPackage known) {
        Digests digests = known.blob().digests();
        members.put("Filename", known.fileName());
        members.put("Size", Long.toString(digests.sizeBytes()));
        members.put("MD5sum", digests.md5());
        members.put("SHA1", digests.sha1());
        members.put("SHA256", digests.sha256());
        members.put("SHA512", digests.sha512());
    }

    private static void putSourceFiles(Map<String, String> members, CataloguedPackage known) {
        String name = members.remove("Source");
        if (name != null) {
            members.putIfAbsent("Package", name);
        }
        members.put("Files", sums(known.files(), Digests::md5));
        members.put("Checksums-Sha1", sums(known.files(), Digests::sha1));
        members.put("Checksums-Sha256", sums(known.files(), Digests::sha256));
        members.put("Checksums-Sha512", sums(known.files(), Digests::sha512));
    }

    private static String sums(List<PackageFile> files, Function<Digests, String> sum) {
        return files.stream()
                .sorted(Comparator.comparing(PackageFile::name))
                .map(file -> {
                    Digests digests = file.blob().digests();
                    return " " + sum.apply(digests) + " " + digests.sizeBytes() + " " + file.name() + "\n";
                })
                .collect(Collectors.joining());
    }
}
