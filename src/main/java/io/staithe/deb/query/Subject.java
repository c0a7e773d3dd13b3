package io.staithe.deb.query;

import io.staithe.deb.PackageKind;
import io.staithe.deb.Provision;
import io.staithe.deb.StanzaText;
import java.util.List;

/**
 * A package as queries see it.
 *
 * @param architecture {@code source} for source packages, whatever their own field says
 * @param stanza its control stanza as the catalogue has it; may be empty where only the rest is asked for
 */
public record Subject(PackageKind kind, String name, String version, String architecture, String stanza) {
    private static final String ALL = "all";
    private static final String SOURCE = "source";

    /**
     * The value of a field, empty where there is none. Fields that begin with {@code $} are computed, the others are
     * those of the stanza in canonical case.
     */
    public String field(String field) {
        return switch (field) {
            case "Name", "Package" -> name;
            case "Version", "$Version" -> version;
            case "Architecture" -> kind == PackageKind.SOURCE ? StanzaText.value(stanza, field) : architecture;
            case "Source" -> kind == PackageKind.SOURCE ? "" : StanzaText.value(stanza, field);
            case "$Source" -> kind == PackageKind.SOURCE ? "" : source();
            case "$SourceVersion" -> kind == PackageKind.SOURCE ? "" : sourceVersion();
            case "$Architecture" -> architecture;
            case "$PackageType" -> type(kind);
            default -> StanzaText.value(stanza, field);
        };
    }

    /** The name of a kind in {@code $PackageType}. */
    public static String type(PackageKind kind) {
        return switch (kind) {
            case DEB, DDEB -> "deb";
            case UDEB -> "udeb";
            case SOURCE -> SOURCE;
        };
    }

    /** What the package provides; a source package provides nothing. */
    public List<Provision> provides() {
        return kind == PackageKind.SOURCE ? List.of() : Provision.parse(StanzaText.value(stanza, "Provides"));
    }

    /** Whether it can stand for packages of an architecture; those for all architectures can for any but sources. */
    public boolean isFor(String wanted) {
        return architecture.equals(wanted) || (architecture.equals(ALL) && !wanted.equals(SOURCE));
    }

    /** Whether it is a package of this name whose version fits, or provides one. */
    public boolean satisfies(String wanted, Condition version) {
        if (name.equals(wanted) && version.test(this.version)) {
            return true;
        }
        return provides().stream()
                .filter(provided -> provided.name().equals(wanted))
                .anyMatch(provided -> version.test(provided.version().orElse(this.version)));
    }

    private String source() {
        String source = StanzaText.value(stanza, "Source");
        int blank = source.indexOf(' ');
        return source.isEmpty() ? name : blank < 0 ? source : source.substring(0, blank);
    }

    private String sourceVersion() {
        String source = StanzaText.value(stanza, "Source");
        int open = source.indexOf('(');
        int close = source.indexOf(')', open + 1);
        return open < 0 || close < 0
                ? version
                : source.substring(open + 1, close).strip();
    }
}
