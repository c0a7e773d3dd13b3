package io.staithe.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.access.Grant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What claims are worth. */
final class ClaimRuleTest {
    private static final String GRANT = "upload repository=ci package=foo";

    @ParameterizedTest
    @CsvSource({
        "repository=acme/foo, true",
        "repository=acme/*, true",
        "repository=acme/fo?, true",
        "repository=acme, false",
        "repository=ACME/foo, false",
        "repository=*/foo.evil, false",
        "environment=*, false",
        "protected=true, true",
        "run=17, true",
        "groups=release, true",
        "groups=root, false",
    })
    void aClaimHasToFit(String match, boolean fits) {
        Map<String, Object> claims =
                Map.of("repository", "acme/foo", "protected", true, "run", 17L, "groups", List.of("staff", "release"));
        assertThat(grants(List.of(match), GRANT, claims)).hasSize(fits ? 1 : 0);
    }

    @Test
    void allClaimsHaveToFit() {
        List<String> match = List.of("repository=acme/foo", "ref=refs/heads/main");
        assertThat(grants(match, GRANT, Map.of("repository", "acme/foo", "ref", "refs/heads/main")))
                .containsExactly(Grant.parse(GRANT));
        assertThat(grants(match, GRANT, Map.of("repository", "acme/foo", "ref", "refs/pull/1/merge")))
                .isEmpty();
        assertThat(grants(match, GRANT, Map.of("repository", "acme/foo"))).isEmpty();
    }

    @Test
    void aPlainValueFillsAGrant() {
        assertThat(grants(
                        List.of("org=acme"),
                        "upload repository={org}-ci package={name},lib{name}*",
                        Map.of("org", "acme", "name", "foo")))
                .containsExactly(Grant.parse("upload repository=acme-ci package=foo,libfoo*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "fo?", "foo,openssl", "foo component=x", "foo\tpackage=openssl", "a=b", "", "{org}"})
    void aValueThatIsNoPlainNameGivesNothing(String name) {
        String grant = "upload repository=ci package={name}";
        assertThat(grants(List.of("org=acme"), grant, Map.of("org", "acme", "name", name)))
                .isEmpty();
    }

    @Test
    void severalValuesOrNoneFillNothing() {
        String grant = "upload repository=ci package={name}";
        assertThat(grants(List.of("org=acme"), grant, Map.of("org", "acme", "name", List.of("foo", "openssl"))))
                .isEmpty();
        assertThat(grants(List.of("org=acme"), grant, Map.of("org", "acme"))).isEmpty();
    }

    @Test
    void aRuleThatFitsEverybodyOrSaysNothingIsRefused() {
        assertThatThrownBy(() -> ClaimRule.parse(List.of(), List.of(GRANT))).hasMessageContaining("needs claims");
        assertThatThrownBy(() -> ClaimRule.parse(List.of("a=b"), List.of())).hasMessageContaining("and grants");
        assertThatThrownBy(() -> ClaimRule.parse(List.of("a"), List.of(GRANT))).hasMessageContaining("claim=pattern");
        assertThatThrownBy(() -> ClaimRule.parse(List.of("a=b", "a=c"), List.of(GRANT)))
                .hasMessageContaining("one for each");
        assertThatThrownBy(() -> ClaimRule.parse(List.of("a=b"), List.of("{role} repository=ci")))
                .hasMessageContaining("none of read, upload");
        assertThatThrownBy(() -> ClaimRule.parse(List.of("a=b"), List.of("upload {kind}=ci")))
                .hasMessageContaining("repository=");
    }

    private static List<Grant> grants(List<String> match, String grant, Map<String, Object> claims) {
        return ClaimRule.parse(match, List.of(grant)).grants(claims);
    }
}
