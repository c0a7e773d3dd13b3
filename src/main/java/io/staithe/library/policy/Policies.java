package io.staithe.library.policy;

import io.staithe.access.Names;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageFileName;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the additions to a repository have to keep to; a rule that is not set allows everything.
 *
 * <p>Patterns are those of grants: {@code *} for any characters, {@code ?} for one. They are matched in a time that
 * their length bounds, and need no other language than the one in which managers write grants.
 *
 * @param architectures patterns, one of which the architecture has to be like; {@code source} for source packages
 * @param sections likewise of the section of binary packages, empty where they have none
 * @param names likewise of the package's name
 * @param versions likewise of the version, as it is written
 * @param higherVersion whether it has to be higher than all that are there of the name and architecture
 * @param quota how much the repository may hold
 * @param retention what goes again
 * @param signedBy fingerprints or key ids, one of which has to have signed what comes by a {@code .changes} file; the
 *     server's own rules of uploaders hold as well
 * @param hook who is asked about each package; null for nobody
 */
public record Policies(
        List<String> architectures,
        List<String> sections,
        List<String> names,
        List<String> versions,
        boolean higherVersion,
        Quota quota,
        Retention retention,
        List<String> signedBy,
        @Nullable Hook hook) {
    /** No rule at all. */
    public static final Policies NONE = new Policies(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            new Quota(null, null),
            new Retention(null, null),
            List.of(),
            null);

    private static final int MOST = 100;
    private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Pattern KEY = Pattern.compile("(?:0[xX])?[0-9A-Fa-f]{16,64}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Refuses with {@code BAD_POLICIES} what is no pattern or no key, and too many of them. */
    public Policies {
        architectures = checked(Rule.ARCHITECTURES, architectures, PATTERN);
        sections = checked(Rule.SECTIONS, sections, PATTERN);
        names = checked(Rule.NAMES, names, PATTERN);
        versions = checked(Rule.VERSIONS, versions, PATTERN);
        signedBy = checked(Rule.SIGNED_BY, signedBy, KEY);
    }

    private static List<String> checked(Rule rule, List<String> texts, Pattern form) {
        if (texts.size() > MOST) {
            throw bad("'" + rule.member() + "' has " + texts.size() + " entries and may have " + MOST);
        }
        texts.stream().filter(text -> !form.matcher(text).matches()).findFirst().ifPresent(text -> {
            throw bad("'" + rule.member() + "' has '" + Fault.bounded(text) + "', which must be like " + form);
        });
        return List.copyOf(texts);
    }

    static Refused bad(String message) {
        return new Refused(PolicyFault.BAD_POLICIES, message);
    }

    /** Those of a repository. */
    public static Policies of(Repository repository) {
        return repository.policies().isEmpty() ? NONE : JSON.readValue(repository.policies(), Policies.class);
    }

    /** As a repository keeps them: empty where there is no rule. */
    public String text() {
        return allowEverything() ? "" : JSON.writeValueAsString(this);
    }

    /** Whether no rule is set. */
    public boolean allowEverything() {
        return equals(NONE);
    }

    /** The rules that are set. */
    public List<Rule> rules() {
        Map<Rule, Boolean> set = new EnumMap<>(Rule.class);
        set.put(Rule.ARCHITECTURES, !architectures.isEmpty());
        set.put(Rule.SECTIONS, !sections.isEmpty());
        set.put(Rule.NAMES, !names.isEmpty());
        set.put(Rule.VERSIONS, !versions.isEmpty());
        set.put(Rule.HIGHER_VERSION, higherVersion);
        set.put(Rule.QUOTA, quota.isSet());
        set.put(Rule.RETENTION, retention.newest() != null || retention.maximumAge() != null);
        set.put(Rule.SIGNED_BY, !signedBy.isEmpty());
        set.put(Rule.HOOK, hook != null);
        return set.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What a file's name tells of a broken rule: never of a version, whose epoch it leaves out. */
    public Optional<Refusal> refusal(PackageFileName name) {
        String what = Fault.bounded(name.name() + "_" + name.version() + "_" + name.architecture());
        return unlike(Rule.ARCHITECTURES, architectures, what, name.architecture())
                .or(() -> unlike(Rule.NAMES, names, what, name.name()));
    }

    /** The first rule that a package breaks, of those that ask nothing but the package. */
    public Optional<Refusal> refusal(Entrant entrant) {
        String what = entrant.reported();
        return unlike(Rule.ARCHITECTURES, architectures, what, entrant.architecture())
                .or(() -> entrant.kind() == PackageKind.SOURCE
                        ? Optional.empty()
                        : unlike(Rule.SECTIONS, sections, what, entrant.section()))
                .or(() -> unlike(Rule.NAMES, names, what, entrant.key().name().value()))
                .or(() -> unlike(
                        Rule.VERSIONS, versions, what, entrant.key().version().value()));
    }

    private static Optional<Refusal> unlike(Rule rule, List<String> patterns, String what, String value) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> Names.matches(pattern, value))
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        rule,
                        what,
                        "'" + Fault.bounded(value) + "' must be like one of "
                                + Fault.bounded(String.join(" ", patterns))));
    }

    /**
     * The broken rule where none of these signed who has to.
     *
     * @param named whether a key of the rule is that of one who signed
     */
    public Optional<Refusal> unsigned(String what, Predicate<String> named) {
        return signedBy.isEmpty() || signedBy.stream().anyMatch(named)
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        Rule.SIGNED_BY,
                        what,
                        "its .changes file must be signed by one of " + Fault.bounded(String.join(" ", signedBy))));
    }

    /**
     * How much a repository may hold.
     *
     * @param packages how many packages; null for any number
     * @param bytes of their files together, counted once for each package; null for any number
     */
    public record Quota(@Nullable Long packages, @Nullable Long bytes) {
        /** Refuses negative numbers. */
        public Quota {
            if (packages != null && packages < 0 || bytes != null && bytes < 0) {
                throw bad("'quota' must have 'packages' and 'bytes' of 0 and more");
            }
        }

        boolean isSet() {
            return packages != null || bytes != null;
        }
    }

    /**
     * What goes again.
     *
     * @param newest how many versions of a name and architecture stay; null for all
     * @param maximumAge how long a package stays; null for ever
     */
    public record Retention(@Nullable Long newest, @Nullable Duration maximumAge) {
        private static final Duration SHORTEST = Duration.ofSeconds(1);

        /** Refuses what keeps nothing. */
        public Retention {
            if (newest != null && newest < 1) {
                throw bad("'retention.newest' must be 1 or more");
            }
            if (maximumAge != null && maximumAge.compareTo(SHORTEST) < 0) {
                throw bad("'retention.maximumAge' must be a second or more");
            }
        }
    }
}
