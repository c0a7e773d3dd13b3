package io.staithe.publish;

import io.staithe.archive.OpenPgpKeys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The public halves of the signing keys, and what a client machine writes down to trust a publication. */
public final class PublicKeys {
    private static final String DEFAULT = "archive";
    private static final int ID_DIGITS = 16;

    private final OpenPgpKeys keys;

    /** The public halves of these keys. */
    public PublicKeys(OpenPgpKeys keys) {
        this.keys = keys;
    }

    /**
     * The armored public key of a signing key, named by fingerprint, key id, or {@code archive} for the default; empty
     * for one that is not ours.
     */
    public Optional<String> armored(String fingerprint) {
        if (fingerprint.equals(DEFAULT)) {
            return keys.defaults().stream().findFirst().flatMap(keys::armored);
        }
        return fingerprint.matches("(0[xX])?[0-9A-Fa-f]{16,40}") ? keys.armored(fingerprint) : Optional.empty();
    }

    /** The fingerprint of the key that signs a publication first; empty where it is not signed. */
    public Optional<String> fingerprint(Publication publication) {
        if (publication.options().skipSigning()) {
            return Optional.empty();
        }
        List<String> chosen = publication.options().keys();
        return (chosen.isEmpty() ? keys.defaults() : chosen).stream().findFirst();
    }

    /** The signing keys, locked ones too. */
    public List<OpenPgpKeys.Shown> all() {
        return keys.all();
    }

    /** The fingerprints of those that sign where a publication chose none. */
    public List<String> defaults() {
        return keys.defaults();
    }

    /**
     * The deb822 text of a {@code .sources} file for a publication (sources.list(5)).
     *
     * @param baseUrl the URL of the storage, without the prefix: {@code http://host/repos/-}
     * @param trust how the file names the key
     */
    public String sources(Publication publication, String baseUrl, Trust trust) {
        String prefix = publication.place().prefix();
        boolean hasSources = publication.architectures().contains("source");
        boolean hasBinaries = publication.architectures().size() > (hasSources ? 1 : 0);
        String types = (hasBinaries || !hasSources ? "deb" : "")
                + (hasBinaries && hasSources ? " " : "")
                + (hasSources ? "deb-src" : "");
        return "Types: " + types + "\n"
                + "URIs: " + baseUrl + (prefix.equals(".") ? "" : "/" + prefix) + "\n"
                + "Suites: " + publication.place().distribution() + "\n"
                + "Components: "
                + publication.sources().stream()
                        .map(Publication.Source::component)
                        .collect(Collectors.joining(" "))
                + "\n"
                + fingerprint(publication)
                        .map(key -> signedBy(key, trust))
                        .orElse("# this publication is not signed\n");
    }

    /** How requests choose among these keys. */
    Signatories signatories() {
        return new Signatories(keys);
    }

    private String signedBy(String fingerprint, Trust trust) {
        if (trust == Trust.KEYRING_FILE) {
            String id = fingerprint.substring(Math.max(0, fingerprint.length() - ID_DIGITS));
            return "Signed-By: /etc/apt/keyrings/staithe-" + id + ".asc\n";
        }
        return "Signed-By:\n"
                + keys.armored(fingerprint)
                        .orElse("")
                        .lines()
                        .map(line -> line.isEmpty() ? " .\n" : " " + line + "\n")
                        .collect(Collectors.joining());
    }

    /** Where a {@code .sources} file has the key. */
    public enum Trust {
        /** In itself: one {@code curl} sets a machine up. */
        EMBEDDED,
        /** In {@code /etc/apt/keyrings/staithe-<16 digits>.asc}, to be fetched from {@code /keys/<fingerprint>.asc}. */
        KEYRING_FILE
    }
}
