package io.staithe.publish;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A publication as it stands.
 *
 * @param generation the number of its current generation
 * @param sourceKind what the sources are
 * @param sources by component
 * @param architectures sorted; with {@code source} where source packages are published
 */
public record Publication(
        long id,
        Place place,
        long generation,
        SourceKind sourceKind,
        List<Source> sources,
        List<String> architectures,
        Options options) {
    /** Copies the lists. */
    public Publication {
        sources = List.copyOf(sources);
        architectures = List.copyOf(architectures);
    }

    /** A component and the name of the repository or snapshot behind it. */
    public record Source(String component, String name) {}

    /**
     * What was set; texts are empty where nothing was.
     *
     * @param skipBz2 false where indexes in bzip2 were asked for in so many words
     * @param acquireByHash whether it was asked for, as aptly shows it; generations offer it unless {@code noByHash}
     * @param noByHash whether it was refused in so many words
     * @param skipSigning whether the generations are not signed
     * @param keys fingerprints of the signing keys; empty for the default keys
     * @param terms what aptly has no word for
     */
    public record Options(
            String label,
            String origin,
            String version,
            String signedBy,
            boolean notAutomatic,
            boolean butAutomaticUpgrades,
            boolean skipContents,
            boolean skipBz2,
            boolean acquireByHash,
            boolean noByHash,
            boolean multiDist,
            boolean skipSigning,
            List<String> keys,
            Terms terms) {
        /** What a publication has of which nothing was set. */
        public static final Options NONE = new Options(
                "", "", "", "", false, false, false, true, false, false, false, false, List.of(), Terms.NONE);

        /** Copies the keys; terms that an older release did not write are none. */
        public Options {
            keys = List.copyOf(keys);
            terms = Objects.requireNonNullElse(terms, Terms.NONE);
        }

        /** These with a change applied, whose signing is told apart as chosen keys; null keeps. */
        public Options with(Change change, @Nullable Signers signers) {
            Boolean byHash = change.acquireByHash();
            return new Options(
                    or(change.label(), label),
                    or(change.origin(), origin),
                    or(change.version(), version),
                    or(change.signedBy(), signedBy),
                    or(change.notAutomatic(), notAutomatic),
                    or(change.butAutomaticUpgrades(), butAutomaticUpgrades),
                    or(change.skipContents(), skipContents),
                    or(change.skipBz2(), skipBz2),
                    or(byHash, acquireByHash),
                    byHash == null ? noByHash : !byHash,
                    or(change.multiDist(), multiDist),
                    signers == null ? skipSigning : signers.skip(),
                    signers == null ? keys : signers.keys(),
                    terms.with(change.terms()));
        }

        /** These for a publication that publishes itself no more. */
        public Options byHand() {
            Terms.Change off = new Terms.Change(null, null, null, null, null, null, false, null, null);
            return with(Change.of(off), null);
        }

        private static <T> T or(@Nullable T given, T otherwise) {
            return given == null ? otherwise : given;
        }
    }

    /** Whether and by which keys it is signed, by fingerprint; no key means the default key. */
    public record Signers(boolean skip, List<String> keys) {
        /** Copies the keys. */
        public Signers {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A change of what was set; null keeps.
     *
     * @param signing null keeps
     * @param terms what aptly has no word for
     */
    public record Change(
            @Nullable String label,
            @Nullable String origin,
            @Nullable String version,
            @Nullable String signedBy,
            @Nullable Boolean notAutomatic,
            @Nullable Boolean butAutomaticUpgrades,
            @Nullable Boolean skipContents,
            @Nullable Boolean skipBz2,
            @Nullable Boolean acquireByHash,
            @Nullable Boolean multiDist,
            @Nullable Signing signing,
            boolean forceOverwrite,
            Terms.Change terms) {
        /** Keeps everything. */
        public static final Change NONE = of(Terms.Change.NONE);

        /** A change of terms alone. */
        static Change of(Terms.Change terms) {
            return new Change(null, null, null, null, null, null, null, null, null, null, null, false, terms);
        }

        /** A change of what aptly's dialect can say. */
        public Change(
                @Nullable String label,
                @Nullable String origin,
                @Nullable String version,
                @Nullable String signedBy,
                @Nullable Boolean notAutomatic,
                @Nullable Boolean butAutomaticUpgrades,
                @Nullable Boolean skipContents,
                @Nullable Boolean skipBz2,
                @Nullable Boolean acquireByHash,
                @Nullable Boolean multiDist,
                @Nullable Signing signing,
                boolean forceOverwrite) {
            this(
                    label,
                    origin,
                    version,
                    signedBy,
                    notAutomatic,
                    butAutomaticUpgrades,
                    skipContents,
                    skipBz2,
                    acquireByHash,
                    multiDist,
                    signing,
                    forceOverwrite,
                    Terms.Change.NONE);
        }

        /** Payloads of before the terms have none. */
        public Change {
            terms = Objects.requireNonNullElse(terms, Terms.Change.NONE);
        }

        /** The same without its passphrase and key names, to be kept. */
        Change withoutSigning() {
            return new Change(
                    label,
                    origin,
                    version,
                    signedBy,
                    notAutomatic,
                    butAutomaticUpgrades,
                    skipContents,
                    skipBz2,
                    acquireByHash,
                    multiDist,
                    null,
                    forceOverwrite,
                    terms);
        }
    }

    /**
     * How to sign.
     *
     * @param skip not at all
     * @param keys key ids or fingerprints; unknown ones fall back to the default key
     * @param passphrase used at acceptance only, never stored; null where none was given
     */
    public record Signing(
            boolean skip, List<String> keys, @Nullable String passphrase) {}
}
