package io.staithe.web.aptly.wire;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.deb.PackageKind;
import io.staithe.pool.Digests;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Packages in full: the control stanza (deb822(5)) and aptly's own members as one flat object of texts, by name. */
public final class PackageForms {
    private static final Set<String> DEPENDENCIES = Set.of(
            "Depends", "Pre-Depends", "Recommends", "Suggests", "Provides", "Build-Depends", "Build-Depends-Indep");
    private static final Map<String, String> SPECIAL_NAMES = Map.of(
            "sha1", "SHA1",
            "sha256", "SHA256",
            "sha512", "SHA512",
            "md5sum", "MD5Sum",
            "notautomatic", "NotAutomatic",
            "butautomaticupgrades", "ButAutomaticUpgrades");

    private PackageForms() {}

    /** A package in full. */
    public static ObjectNode details(CataloguedPackage known) {
        Map<String, String> members = new TreeMap<>();
        String[] fields = known.stanza().split("\n(?![ \t])");
        Arrays.stream(fields).filter(field -> field.indexOf(':') > 0).forEach(field -> putField(members, field));
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

    private static void putField(Map<String, String> members, String field) {
        int colon = field.indexOf(':');
        String name = canonical(field.substring(0, colon));
        String raw = field.substring(colon + 1);
        String value = value(name, raw.startsWith(" ") ? raw.substring(1) : raw);
        if (!value.isEmpty()) {
            members.put(name, value);
        }
    }

    private static String value(String name, String raw) {
        if (name.equals("Description")) {
            return " " + raw.stripTrailing() + "\n";
        }
        if (keepsLines(name)) {
            return raw.indexOf('\n') >= 0 ? raw.stripTrailing() + "\n" : raw;
        }
        String folded =
                raw.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
        if (!DEPENDENCIES.contains(name)) {
            return folded;
        }
        return Arrays.stream(folded.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static boolean keepsLines(String name) {
        return name.equals("Files")
                || name.equals("Changes")
                || name.equals("Package-List")
                || name.startsWith("Checksums-");
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String special = SPECIAL_NAMES.get(lower);
        if (special != null) {
            return special;
        }
        return Arrays.stream(lower.split("-"))
                .map(part -> part.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1))
                .collect(Collectors.joining("-"));
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
