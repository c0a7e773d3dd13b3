package io.staithe.deb;

import static io.staithe.deb.DebFault.BAD_FIELD_VALUE;
import static io.staithe.deb.DebFault.BAD_SOURCE;
import static io.staithe.deb.DebFault.FIELD_OF_SEVERAL_LINES;
import static io.staithe.deb.DebFault.MISSING_FIELD;
import static io.staithe.deb.DebFault.NOT_A_BINARY_ARCHITECTURE;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What inspection found in a package's control data, checked (deb-control(5), dsc(5), Debian Policy chapter 5).
 *
 * @param kind what kind of file it is
 * @param name the package's name
 * @param version its version
 * @param architecture its architecture; {@link Architecture#SOURCE} for a source package
 * @param source the source package's name, its own where the file does not say
 * @param sourceVersion the source package's version, its own where the file does not say
 * @param stanza the fields without those that an index writes itself; for a {@code .dsc} as signed
 * @param files what a {@code .dsc} names, without itself; empty for binary packages
 */
public record Control(
        PackageKind kind,
        PackageName name,
        DebVersion version,
        Architecture architecture,
        PackageName source,
        DebVersion sourceVersion,
        Stanza stanza,
        List<SourceFile> files) {
    private static final Set<String> WRITTEN_BY_INDEX = Set.of(
            "Filename",
            "Size",
            "MD5sum",
            "SHA1",
            "SHA256",
            "SHA512",
            "Status",
            "Conffiles",
            "Config-Version",
            "Description-md5",
            "Triggers-Pending",
            "Triggers-Awaited");
    private static final Set<String> WRITTEN_BY_SOURCE_INDEX = Set.of("Package", "Directory");
    private static final List<String> MANDATORY =
            List.of("Package", "Version", "Architecture", "Maintainer", "Description");
    private static final List<String> MANDATORY_IN_SOURCE =
            List.of("Format", "Source", "Version", "Maintainer", "Checksums-Sha256");
    private static final List<String> OF_ONE_LINE = List.of(
            "Package",
            "Source",
            "Version",
            "Architecture",
            "Maintainer",
            "Section",
            "Priority",
            "Homepage",
            "Origin",
            "Bugs",
            "Format",
            "Package-Type",
            "Standards-Version");
    private static final Map<String, Pattern> FORMS = Map.of(
            "Essential", Pattern.compile("yes|no"),
            "Protected", Pattern.compile("yes|no"),
            "Multi-Arch", Pattern.compile("no|same|foreign|allowed"),
            "Installed-Size", Pattern.compile("[0-9]{1,15}"));
    private static final Pattern SOURCE = Pattern.compile("([^\\s()]++)(?: \\(([^\\s()]++)\\))?");
    private static final Pattern WILDCARD = Pattern.compile("source|any|any-.*|.*-any|.*-any-.*");

    /** Copies the files. */
    public Control {
        files = List.copyOf(files);
    }

    /**
     * Checks a stanza as that of a file of a kind, and leaves out the fields that an index writes itself. Of the stanza
     * of a control it makes an equal control.
     *
     * @throws Refused with the {@link DebFault} of the first rule that is broken
     */
    public static Control of(PackageKind kind, Stanza stanza) {
        OF_ONE_LINE.forEach(field -> checkOneLine(stanza, field));
        Control control;
        if (kind == PackageKind.SOURCE) {
            MANDATORY_IN_SOURCE.forEach(field -> mandatory(stanza, field));
            control = ofSource(stanza, stanza.without(WRITTEN_BY_INDEX).without(WRITTEN_BY_SOURCE_INDEX));
            SourceManifest.checkVersion(control);
        } else {
            MANDATORY.forEach(field -> mandatory(stanza, field));
            FORMS.forEach((field, form) -> checkForm(stanza, field, form));
            control = ofBinary(kind, stanza, stanza.without(WRITTEN_BY_INDEX));
        }
        Relations.check(stanza, kind);
        return control;
    }

    /** The control that {@link #of} made before, of its stanza, whose rules are not checked again. */
    public static Control checked(PackageKind kind, Stanza stanza) {
        return kind == PackageKind.SOURCE ? ofSource(stanza, stanza) : ofBinary(kind, stanza, stanza);
    }

    private static Control ofBinary(PackageKind kind, Stanza stanza, Stanza kept) {
        PackageName name = new PackageName(mandatory(stanza, "Package"));
        DebVersion version = new DebVersion(mandatory(stanza, "Version"));
        Architecture architecture = binaryArchitecture(mandatory(stanza, "Architecture"));
        if (architecture.equals(Architecture.ALL)
                && stanza.get("Multi-Arch").filter("same"::equals).isPresent()) {
            throw new Refused(BAD_FIELD_VALUE, "field 'Multi-Arch' must not be 'same' in a package for 'all'");
        }
        Matcher source = SOURCE.matcher(stanza.get("Source").orElse(name.value()));
        if (!source.matches()) {
            throw new Refused(
                    BAD_SOURCE,
                    "field 'Source' is '" + Fault.bounded(stanza.get("Source").orElse("")) + "' and must be 'name' or"
                            + " 'name (version)'");
        }
        return new Control(
                kind,
                name,
                version,
                architecture,
                new PackageName(source.group(1)),
                source.group(2) == null ? version : new DebVersion(source.group(2)),
                kept,
                List.of());
    }

    private static Control ofSource(Stanza stanza, Stanza kept) {
        PackageName name = new PackageName(mandatory(stanza, "Source"));
        DebVersion version = new DebVersion(mandatory(stanza, "Version"));
        return new Control(
                PackageKind.SOURCE,
                name,
                version,
                Architecture.SOURCE,
                name,
                version,
                kept,
                SourceManifest.files(stanza, name));
    }

    private static Architecture binaryArchitecture(String value) {
        Architecture architecture = new Architecture(value);
        if (WILDCARD.matcher(value).matches()) {
            throw new Refused(
                    NOT_A_BINARY_ARCHITECTURE,
                    "field 'Architecture' is '" + Fault.bounded(value) + "' and must be a real architecture or 'all'");
        }
        return architecture;
    }

    private static String mandatory(Stanza stanza, String field) {
        return stanza.get(field)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new Refused(MISSING_FIELD, "field '" + field + "' must be there with a value"));
    }

    private static void checkOneLine(Stanza stanza, String field) {
        if (stanza.get(field).filter(value -> value.indexOf('\n') >= 0).isPresent()) {
            throw new Refused(FIELD_OF_SEVERAL_LINES, "field '" + field + "' must be of one line");
        }
    }

    private static void checkForm(Stanza stanza, String field, Pattern form) {
        stanza.get(field).filter(value -> !form.matcher(value).matches()).ifPresent(value -> {
            throw new Refused(
                    BAD_FIELD_VALUE, "field '" + field + "' is '" + Fault.bounded(value) + "' and must be " + form);
        });
    }

    /**
     * A file that a {@code .dsc} names.
     *
     * @param name its base name
     * @param sizeBytes its size
     * @param md5 lower-case hexadecimal, or empty where the {@code .dsc} does not say
     * @param sha1 likewise
     * @param sha256 likewise; always there
     */
    public record SourceFile(String name, long sizeBytes, String md5, String sha1, String sha256) {}
}
