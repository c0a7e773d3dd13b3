package io.staithe.library.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.Architecture;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageFileName;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.deb.PackageName;
import io.staithe.deb.Stanza;
import io.staithe.fault.Refused;
import io.staithe.library.policy.Entrant.EntrantFile;
import io.staithe.library.policy.Policies.Quota;
import io.staithe.library.policy.Policies.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The document and the rules that ask nothing but the package. */
final class PoliciesTest {
    private static final Policies ALL = new Policies(
            List.of("amd64", "source"),
            List.of("net", "contrib/*"),
            List.of("foo*"),
            List.of("*~bpo12+?"),
            true,
            new Quota(10L, 1L << 40),
            new Retention(3L, Duration.ofDays(30)),
            List.of("0123456789ABCDEF"),
            new Hook("https://scan.example/deb", Duration.ofSeconds(5), Hook.OnFailure.OPEN));

    @Test
    void whatARepositoryKeepsIsReadBackAsItWasSet() {
        assertThat(Policies.of(repository(ALL.text()))).isEqualTo(ALL);
        assertThat(ALL.rules()).containsExactly(Rule.values());
        assertThat(Policies.NONE.rules()).isEmpty();
        assertThat(Policies.NONE.text()).isEmpty();
        assertThat(Policies.of(repository(""))).isEqualTo(Policies.NONE);
    }

    @Test
    void eachRuleRefusesWhatIsLikeNoneOfItsPatterns() {
        assertThat(broken("foo", "1~bpo12+1", "amd64", "net")).isEmpty();
        assertThat(broken("foo", "1~bpo12+1", "i386", "net")).contains(Rule.ARCHITECTURES);
        assertThat(broken("foo", "1~bpo12+1", "amd64", "")).contains(Rule.SECTIONS);
        assertThat(broken("foo", "1~bpo12+1", "amd64", "contrib/net")).isEmpty();
        assertThat(broken("bar", "1~bpo12+1", "amd64", "net")).contains(Rule.NAMES);
        assertThat(broken("foo", "1", "amd64", "net")).contains(Rule.VERSIONS);
    }

    @Test
    void aSourcePackageHasNoSection() {
        assertThat(ALL.refusal(entrant(PackageKind.SOURCE, "foo", "1~bpo12+1", "source", "")))
                .isEmpty();
    }

    @Test
    void aFileNameTellsOfNameAndArchitectureAndNotOfTheVersion() {
        assertThat(ofName("foo_1_amd64.deb")).isEmpty();
        assertThat(ofName("foo_1_i386.deb")).contains(Rule.ARCHITECTURES);
        assertThat(ofName("bar_1_amd64.deb")).contains(Rule.NAMES);
    }

    @Test
    void whoeverHasToSignIsOneOfTheKeys() {
        assertThat(ALL.unsigned("foo.changes", "0123456789ABCDEF"::equals)).isEmpty();
        assertThat(ALL.unsigned("foo.changes", key -> false)).isPresent();
        assertThat(Policies.NONE.unsigned("foo.changes", key -> false)).isEmpty();
    }

    @Test
    void whatIsNoRuleIsRefused() {
        assertBad(names -> new Quota(-1L, null));
        assertBad(names -> new Retention(0L, null));
        assertBad(names -> new Retention(null, Duration.ZERO));
        assertBad(names -> named(List.of("two words")));
        assertBad(names -> named(List.of("")));
        assertBad(names -> named(java.util.Collections.nCopies(101, "a")));
    }

    private static Policies named(List<String> names) {
        return new Policies(
                List.of(),
                List.of(),
                names,
                List.of(),
                false,
                new Quota(null, null),
                new Retention(null, null),
                List.of(),
                null);
    }

    private static void assertBad(Consumer<String> making) {
        assertThatThrownBy(() -> making.accept("names"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(PolicyFault.BAD_POLICIES));
    }

    private static Optional<Rule> ofName(String fileName) {
        return ALL.refusal(PackageFileName.parse(fileName).orElseThrow()).map(Refusal::rule);
    }

    private static Optional<Rule> broken(String name, String version, String architecture, String section) {
        return ALL.refusal(entrant(PackageKind.DEB, name, version, architecture, section))
                .map(Refusal::rule);
    }

    private static Entrant entrant(PackageKind kind, String name, String version, String architecture, String section) {
        PackageKey key = new PackageKey(
                new Architecture(architecture), new PackageName(name), new DebVersion(version), "0123456789abcdef");
        String text = "Package: " + name + "\n" + (section.isEmpty() ? "" : "Section: " + section + "\n");
        return new Entrant(key, kind, Stanza.parse(text), "ci", 1, List.of(new EntrantFile("file", 1, "00")));
    }

    private static Repository repository(String policies) {
        return new Repository(new RepositoryId(1), "main", "", "", "main", 0, policies);
    }
}
