package io.staithe.archive;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * {@code Packages.diff/Index}: which patch leads from which earlier text to the present one, in one step each (merged
 * precedence; the DebianRepository/Format page).
 */
public final class PatchIndex {
    private PatchIndex() {}

    /**
     * The text.
     *
     * @param current the present plain index
     * @param patches from the oldest text on; at least one
     */
    public static String text(ListedFile current, List<Patch> patches) {
        return "SHA256-Current: " + current.sums().sha256() + " "
                + current.sums().sizeBytes() + "\n"
                + "SHA256-History:\n" + lines(patches, Patch::from, "")
                + "SHA256-Patches:\n" + lines(patches, Patch::plain, "")
                + "SHA256-Download:\n" + lines(patches, Patch::packed, ".gz")
                + "X-Patch-Precedence: merged\n";
    }

    private static String lines(List<Patch> patches, Function<Patch, Sums> file, String suffix) {
        StringBuilder lines = new StringBuilder();
        for (Patch patch : patches) {
            Sums sums = file.apply(patch);
            lines.append(
                    String.format(Locale.ROOT, " %s %d %s%s\n", sums.sha256(), sums.sizeBytes(), patch.name(), suffix));
        }
        return lines.toString();
    }

    /**
     * A patch.
     *
     * @param name without the suffix of its compressed form
     * @param from the earlier plain index
     * @param plain the commands
     * @param packed the commands, compressed by gzip
     */
    public record Patch(String name, Sums from, Sums plain, Sums packed) {}
}
