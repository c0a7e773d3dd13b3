package io.staithe.archive;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Release files (the DebianRepository/Format page, "Release" files): of a distribution, and the small one beside each
 * index, which only installers of old read.
 *
 * <p>The order of fields is aptly's. Nothing has trailing blanks, so the clear-signed text equals the file.
 *
 * @param origin as pinned by clients; never changes once published
 * @param label likewise
 * @param suite such as {@code stable}
 * @param codename such as {@code bookworm}
 * @param version left out where empty
 * @param description one line
 * @param snapshots a URL template with {@code @SNAPSHOTID@}, which apt 3 reads; left out where empty
 * @param validFor how long after its Date the file is valid; zero: not told
 * @param signedBy fingerprints of the next keys; left out where empty; with them, and where {@code validFor} tells
 *     nothing, comes aptly's Valid-Until in a hundred years
 * @param notAutomatic whether to tell it
 * @param butAutomaticUpgrades whether to tell it
 * @param byHash whether files are offered by hash
 */
public record ReleaseFile(
        String origin,
        String label,
        String suite,
        String codename,
        String version,
        String description,
        String snapshots,
        String signedBy,
        Duration validFor,
        boolean notAutomatic,
        boolean butAutomaticUpgrades,
        boolean byHash) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH);
    private static final int VALID_YEARS = 100;

    /**
     * The Release file of the distribution.
     *
     * @param date told in whole seconds, UTC
     * @param architectures without {@code source}, in their order
     * @param components in their order
     * @param files every index in each of its forms; told in order of their paths
     */
    public byte[] text(Instant date, List<String> architectures, List<String> components, List<ListedFile> files) {
        StringBuilder text = new StringBuilder();
        begin(text);
        field(text, "Suite", suite);
        optional(text, "Version", version);
        field(text, "Codename", codename);
        field(text, "Date", DATE.format(date.atOffset(ZoneOffset.UTC)));
        optional(text, "Valid-Until", validUntil(date));
        flags(text);
        field(text, "Architectures", String.join(" ", architectures));
        field(text, "Components", String.join(" ", components));
        field(text, "Description", description);
        optional(text, "Snapshots", snapshots);
        List<ListedFile> sorted =
                files.stream().sorted(Comparator.comparing(ListedFile::path)).toList();
        for (Algorithm algorithm : Algorithm.values()) {
            section(text, algorithm.field(), sorted, sums -> sums.others().get(algorithm));
        }
        section(text, "SHA256", sorted, Sums::sha256);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The Release file beside an index. */
    public byte[] text(IndexName index) {
        StringBuilder text = new StringBuilder();
        begin(text);
        field(text, "Archive", suite);
        field(text, "Suite", suite);
        optional(text, "Version", version);
        field(text, "Codename", codename);
        flags(text);
        field(text, "Architecture", index.architecture().value());
        field(text, "Component", index.component());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A section of digests, unless a file has none. */
    private static void section(
            StringBuilder text, String name, List<ListedFile> files, Function<Sums, @Nullable String> digest) {
        if (files.stream().anyMatch(file -> digest.apply(file.sums()) == null)) {
            return;
        }
        text.append(name).append(":\n");
        for (ListedFile file : files) {
            text.append(String.format(
                    Locale.ROOT,
                    " %s %8d %s\n",
                    digest.apply(file.sums()),
                    file.sums().sizeBytes(),
                    file.path()));
        }
    }

    private String validUntil(Instant date) {
        OffsetDateTime told = date.atOffset(ZoneOffset.UTC);
        if (!validFor.isZero()) {
            return DATE.format(told.plus(validFor));
        }
        return signedBy.isEmpty() ? "" : DATE.format(told.plusYears(VALID_YEARS));
    }

    private void begin(StringBuilder text) {
        field(text, "Origin", origin);
        field(text, "Label", label);
    }

    private void flags(StringBuilder text) {
        optional(text, "NotAutomatic", notAutomatic ? "yes" : "");
        optional(text, "ButAutomaticUpgrades", butAutomaticUpgrades ? "yes" : "");
        optional(text, "Acquire-By-Hash", byHash ? "yes" : "");
        optional(text, "Signed-By", signedBy);
    }

    private static void optional(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            field(text, name, value);
        }
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(value.isEmpty() ? ":" : ": ").append(value).append('\n');
    }
}
