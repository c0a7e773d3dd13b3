package io.staithe.publish;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a publication has beside aptly's options; texts are empty and durations zero where nothing was set.
 *
 * @param suite told as Suite; empty for the distribution
 * @param codename told as Codename; empty for the distribution
 * @param description told as Description; empty for ours
 * @param validFor how long after its Date a Release file is valid; zero: for ever
 * @param snapshots the URL template told as Snapshots, with {@code @SNAPSHOTID@}; left out where empty
 * @param aliases other names under which the distribution is served, each one segment
 * @param automatic whether and when it publishes itself
 * @param pdiffs from how many earlier generations patches to indexes lead to the present one
 */
public record Terms(
        String suite,
        String codename,
        String description,
        Duration validFor,
        String snapshots,
        List<String> aliases,
        Automatic automatic,
        int pdiffs) {
    /** Nothing is set. */
    public static final Terms NONE = new Terms("", "", "", Duration.ZERO, "", List.of(), Automatic.OFF, 0);

    /** Sorts the aliases; what an older release did not write is as if it was not set. */
    public Terms {
        suite = Objects.requireNonNullElse(suite, "");
        codename = Objects.requireNonNullElse(codename, "");
        description = Objects.requireNonNullElse(description, "");
        validFor = Objects.requireNonNullElse(validFor, Duration.ZERO);
        snapshots = Objects.requireNonNullElse(snapshots, "");
        aliases = Objects.requireNonNullElse(aliases, List.<String>of()).stream()
                .distinct()
                .sorted()
                .toList();
        automatic = Objects.requireNonNullElse(automatic, Automatic.OFF);
    }

    /** These with a change applied. */
    Terms with(Change change) {
        return new Terms(
                or(change.suite(), suite),
                or(change.codename(), codename),
                or(change.description(), description),
                or(change.validFor(), validFor),
                or(change.snapshots(), snapshots),
                or(change.aliases(), aliases),
                new Automatic(
                        or(change.automatic(), automatic.isOn()),
                        or(change.quiet(), automatic.quiet()),
                        or(change.within(), automatic.within())),
                or(change.pdiffs(), pdiffs));
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /**
     * Whether a publication publishes itself after changes of its sources.
     *
     * @param quiet how long nothing must change before it does
     * @param within how long it waits at most after the first change that it does not show
     */
    public record Automatic(boolean isOn, Duration quiet, Duration within) {
        /** Only when it is asked to; once switched on, after a tenth of a second of quiet and within half a second. */
        public static final Automatic OFF = new Automatic(false, Duration.ofMillis(100), Duration.ofMillis(300));
    }

    /** A change of what was set; null keeps. */
    public record Change(
            @Nullable String suite,
            @Nullable String codename,
            @Nullable String description,
            @Nullable Duration validFor,
            @Nullable String snapshots,
            @Nullable List<String> aliases,
            @Nullable Boolean automatic,
            @Nullable Duration quiet,
            @Nullable Duration within,
            @Nullable Integer pdiffs) {
        /** Keeps everything. */
        public static final Change NONE = new Change(null, null, null, null, null, null, null, null, null);

        /** Keeps the patches. */
        public Change(
                @Nullable String suite,
                @Nullable String codename,
                @Nullable String description,
                @Nullable Duration validFor,
                @Nullable String snapshots,
                @Nullable List<String> aliases,
                @Nullable Boolean automatic,
                @Nullable Duration quiet,
                @Nullable Duration within) {
            this(suite, codename, description, validFor, snapshots, aliases, automatic, quiet, within, null);
        }
    }
}
