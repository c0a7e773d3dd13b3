package io.staithe.deb.upload;

import io.staithe.deb.Control;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKind;
import io.staithe.deb.Stanza;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .changes} file (deb-changes(5), Debian Policy 5.5): what an upload announces, and the sums of its files.
 *
 * <p>{@code Checksums-Sha256} must be there; {@code Files} and {@code Checksums-Sha1} must agree with it on names and
 * sizes where they are. Names are base names of {@code [A-Za-z0-9_.~+-]}.
 *
 * @param stanza the fields
 * @param source the source package, without a version
 * @param binaries the binary packages; none in an upload of sources
 * @param architectures those of the upload, {@code source} among them where there are sources
 * @param files what it lists, in the order of {@code Checksums-Sha256}
 */
public record Changes(
        Stanza stanza, String source, List<String> binaries, List<String> architectures, List<ListedFile> files) {
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final Pattern SUM =
            Pattern.compile("([0-9a-f]++)[ \\t]++([0-9]{1,15}+)[ \\t]++(?:\\S++[ \\t]++\\S++[ \\t]++)?(\\S++)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.~+-]*+");
    private static final Pattern VERSION_OF_SOURCE = Pattern.compile("\\S++ \\(([^\\s()]++)\\)");

    /** Copies the lists. */
    public Changes {
        binaries = List.copyOf(binaries);
        architectures = List.copyOf(architectures);
        files = List.copyOf(files);
    }

    /** Reads the text of a file, without any frame of a signature. */
    public static Changes parse(byte[] text) {
        Stanza stanza = Stanza.parse(text, Stanza.Limits.SOURCE);
        String source = mandatory(stanza, "Source").split("[ (]", 2)[0];
        mandatory(stanza, "Version");
        return new Changes(
                stanza,
                source,
                words(stanza.get("Binary").orElse("")),
                words(mandatory(stanza, "Architecture")),
                files(stanza));
    }

    /**
     * Refuses what announces no upload: a {@code .buildinfo} file has all that else is looked at, and may be signed by
     * the same people (Debian Policy §5.5 demands both fields).
     */
    public void refuseOtherThanUpload() {
        mandatory(stanza, "Distribution");
        mandatory(stanza, "Files");
    }

    /** Whether a name is one that a file of an upload may have. */
    public static boolean isFileName(String name) {
        return name.length() <= MAX_NAME_CHARACTERS && NAME.matcher(name).matches();
    }

    /** The version of the source package; an upload of rebuilt binaries names it beside the source. */
    public DebVersion sourceVersion() {
        Matcher named = VERSION_OF_SOURCE.matcher(mandatory(stanza, "Source"));
        return new DebVersion(named.matches() ? named.group(1) : mandatory(stanza, "Version"));
    }

    /** Whether a package is made of the source that the upload is of, in its version. */
    public boolean isOfSource(Control control) {
        return control.source().value().equals(source)
                && control.sourceVersion().equals(sourceVersion());
    }

    /** Whether a package is one of those that the upload announces. */
    public boolean announces(Control control) {
        boolean isSource = control.kind() == PackageKind.SOURCE;
        String name = control.name().value();
        boolean isNamed = isSource ? name.equals(source) : binaries.contains(name) || isDebugOf(name);
        return isNamed && architectures.contains(control.architecture().value());
    }

    /** Packages of debug symbols are made beside what they belong to, and are not announced by name. */
    private boolean isDebugOf(String name) {
        String suffix = "-dbgsym";
        return name.endsWith(suffix) && binaries.contains(name.substring(0, name.length() - suffix.length()));
    }

    private static String mandatory(Stanza stanza, String field) {
        return stanza.get(field)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new Refused(
                        UploadFault.CHANGES_INCOMPLETE, "the .changes file must have the field '" + field + "'"));
    }

    private static List<String> words(String value) {
        return Stream.of(value.split("[ \\t\\n]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<ListedFile> files(Stanza stanza) {
        mandatory(stanza, "Checksums-Sha256");
        Map<String, Sum> sha256 = sums(stanza, "Checksums-Sha256", 64);
        Map<String, Sum> sha1 = agreed(stanza, "Checksums-Sha1", 40, sha256);
        Map<String, Sum> md5 = agreed(stanza, "Files", 32, sha256);
        List<ListedFile> files = new ArrayList<>();
        sha256.forEach((name, sum) ->
                files.add(new ListedFile(name, sum.sizeBytes, digest(md5, name), digest(sha1, name), sum.digest)));
        return files;
    }

    private static String digest(Map<String, Sum> sums, String name) {
        Sum sum = sums.get(name);
        return sum == null ? "" : sum.digest;
    }

    private static Map<String, Sum> agreed(Stanza stanza, String field, int digits, Map<String, Sum> sha256) {
        Map<String, Sum> sums = sums(stanza, field, digits);
        boolean agrees = sums.isEmpty()
                || sums.keySet().equals(sha256.keySet())
                        && sums.entrySet().stream()
                                .allMatch(sum -> hasSize(sha256.get(sum.getKey()), sum.getValue().sizeBytes));
        if (!agrees) {
            throw bad(field, "must name the same files and sizes as 'Checksums-Sha256'");
        }
        return sums;
    }

    private static boolean hasSize(@Nullable Sum sum, long sizeBytes) {
        return sum != null && sum.sizeBytes == sizeBytes;
    }

    private static Map<String, Sum> sums(Stanza stanza, String field, int digits) {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (String text : stanza.get(field).orElse("").lines().toList()) {
            if (text.isBlank()) {
                continue;
            }
            Matcher sum = SUM.matcher(text.strip());
            boolean fits = sum.matches() && sum.group(1).length() == digits && isFileName(sum.group(3));
            if (!fits || sums.put(sum.group(3), new Sum(Long.parseLong(sum.group(2)), sum.group(1))) != null) {
                throw bad(
                        field, "line '" + Fault.bounded(text.strip()) + "' must be a sum, a size and a new base name");
            }
        }
        return sums;
    }

    private static Refused bad(String field, String what) {
        return new Refused(UploadFault.CHANGES_BAD_FILE, "field '" + field + "' of the .changes file: " + what);
    }

    /** A file that belongs to the upload; sums are lower-case hexadecimal, or empty where none is told. */
    public record ListedFile(String name, long sizeBytes, String md5, String sha1, String sha256) {}

    private record Sum(long sizeBytes, String digest) {}
}
