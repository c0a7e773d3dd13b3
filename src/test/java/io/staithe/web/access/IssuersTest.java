package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.access.token.ClaimRule;
import io.staithe.access.token.Verdict;
import io.staithe.access.token.Verdict.Outcome;
import io.staithe.fault.Fault;
import io.staithe.testkit.HandClock;
import io.staithe.testkit.TestIssuer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** Whom the statements of issuers stand for, with a test issuer over loopback. */
final class IssuersTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final ConnectionProvider CONNECTIONS = ConnectionProvider.create("issuers-test");
    private static final KeyDocuments DOCUMENTS = new KeyDocuments(CONNECTIONS, Duration.ofSeconds(20));
    private static final String OURS = "staithe";

    /** As GitHub documents them (security hardening with OpenID Connect). */
    private static final Map<String, Object> GITHUB = Map.of(
            "sub", "repo:acme/foo:ref:refs/heads/main",
            "repository", "acme/foo",
            "repository_owner", "acme",
            "ref", "refs/heads/main",
            "event_name", "push",
            "run_id", "4711",
            "ref_protected", "true");

    /** As GitLab documents them (ID tokens). */
    private static final Map<String, Object> GITLAB = Map.of(
            "sub", "project_path:acme/foo:ref_type:branch:ref:main",
            "project_path", "acme/foo",
            "namespace_path", "acme",
            "project_id", "42",
            "ref", "main",
            "ref_type", "branch",
            "ref_protected", "true",
            "pipeline_source", "push");

    private final TestIssuer github = TestIssuer.start();
    private final TestIssuer gitlab = TestIssuer.start();
    private final HandClock clock = new HandClock();
    private final Issuers issuers = new Issuers(
            List.of(
                    issuer("github", github, "repository=acme/foo", "ref=refs/heads/*"),
                    issuer("gitlab", gitlab, "project_path=acme/foo", "ref_protected=true")),
            issuer -> issuer.name().equals("github")
                    ? DOCUMENTS.of(issuer.issuer())
                    : DOCUMENTS.at(URI.create(issuer.issuer() + "/jwks")),
            REST,
            clock);

    private static Issuer issuer(String name, TestIssuer at, String... match) {
        var rule = ClaimRule.parse(List.of(match), List.of("upload repository=ci package=foo,libfoo*"));
        return new Issuer(name, at.name(), OURS, Duration.ofSeconds(30), "{sub}", List.of(rule));
    }

    @AfterEach
    void stop() {
        github.close();
        gitlab.close();
    }

    @AfterAll
    static void disconnect() {
        CONNECTIONS.dispose();
    }

    @Test
    void aJobOfGithubMayUploadItsPackageAndNoOther() {
        Caller job = caller(github.states(OURS, GITHUB));
        assertThat(job.name()).isEqualTo("github:repo:acme/foo:ref:refs/heads/main");
        assertThat(job.may(upload("foo"))).isTrue();
        assertThat(job.may(upload("openssl"))).isFalse();
        assertThat(job.may(Need.ofPackage(Role.MANAGE, "ci", "foo", null))).isFalse();
    }

    @Test
    void aJobOfGitlabMayUploadItsPackageAndNoOther() {
        Caller job = caller(gitlab.states(OURS, GITLAB));
        assertThat(job.name()).startsWith("gitlab:project_path:acme/foo:");
        assertThat(job.may(upload("foo"))).isTrue();
        assertThat(job.may(upload("openssl"))).isFalse();
    }

    @Test
    void aJobThatNoRuleKnowsIsNobody() {
        assertThat(verdict(github.states(OURS, with("repository", "mallory/foo")))
                        .outcome())
                .isEqualTo(Outcome.UNRULED);
        assertThat(verdict(github.states(OURS, with("ref", "refs/pull/7/merge")))
                        .outcome())
                .isEqualTo(Outcome.UNRULED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\u007f", "\u0085", "\u009b"})
    void aJobWhoseNameIsNotOneLineIsNobody(String sign) {
        assertThat(verdict(github.states(OURS, with("sub", "repo:acme/foo" + sign + "x")))
                        .outcome())
                .isEqualTo(Outcome.UNRULED);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void aStatementThatIsNotAsItShouldBeIsNotBelieved(Forgery forgery) {
        assertThat(verdict(forgery.made(github)).outcome()).isEqualTo(Outcome.UNTRUSTED);
    }

    static Stream<Forgery> forgeries() {
        return Stream.of(
                new Forgery("another audience", by -> by.states("somebody", GITHUB)),
                new Forgery("expired", by -> by.states(OURS, in(-31), GITHUB)),
                new Forgery("not yet", by -> by.states(OURS, with("nbf", Date.from(in(60))))),
                new Forgery("another key of the same name", by -> by.forged(OURS, GITHUB)),
                new Forgery("alg=none", by -> by.unsigned(OURS, GITHUB)),
                new Forgery("the public key as a shared secret", by -> by.confused(OURS, GITHUB)),
                new Forgery("another issuer's signature", by -> by.states(OURS, with("iss", "http://127.0.0.1:1"))),
                new Forgery("cut", by -> cut(by.states(OURS, GITHUB))));
    }

    @Test
    void aClockMayBeALittleLate() {
        assertThat(caller(github.states(OURS, in(-20), GITHUB)).name()).startsWith("github:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "a.b.c", "e30.e30.", "staithe_x", "....", "\0"})
    void whatIsNoStatementIsLeftToOthers(String text) {
        StepVerifier.create(issuers.identified(text).filter(verdict -> verdict.outcome() != Outcome.UNTRUSTED))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void thatTheKeysCannotBeHadIsNotTheCallersFault() {
        github.down(true);
        unavailable(github.states(OURS, GITHUB));
        github.down(false);
        unavailable(github.states(OURS, GITHUB));
        clock.pass(REST);
        assertThat(caller(github.states(OURS, GITHUB)).name()).startsWith("github:");
    }

    @Test
    void knownKeysOutliveTheirIssuerForADay() {
        caller(github.states(OURS, GITHUB));
        github.down(true);
        clock.pass(Duration.ofMinutes(11));
        String statement = github.states(OURS, in(3600), GITHUB);
        assertThat(caller(statement).name()).startsWith("github:");
        clock.pass(Duration.ofDays(1));
        unavailable(github.states(OURS, in(3 * 86_400), with("iat", new Date())));
    }

    @Test
    void anotherKeyIsFoundWhenItIsUsedAndTheOldOneDies() {
        String old = github.states(OURS, GITHUB);
        caller(old);
        github.rotate();
        clock.pass(REST);
        caller(github.states(OURS, GITHUB));
        clock.pass(REST);
        assertThat(verdict(old).outcome()).isEqualTo(Outcome.UNTRUSTED);
    }

    @Test
    void whoInventsKeysDoesNotHaveThemReadEachTime() {
        caller(github.states(OURS, GITHUB));
        github.rotate();
        for (int i = 0; i < 5; i++) {
            assertThat(verdict(github.states(OURS, GITHUB)).outcome()).isEqualTo(Outcome.UNTRUSTED);
        }
        assertThat(github.reads()).isEqualTo(1);
    }

    private void unavailable(String statement) {
        StepVerifier.create(issuers.identified(statement))
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(AccessFault.ISSUER_UNAVAILABLE))
                .verify(LIMIT);
    }

    private Caller caller(String statement) {
        Verdict verdict = verdict(statement);
        assertThat(verdict.outcome()).isEqualTo(Outcome.KNOWN);
        return Objects.requireNonNull(verdict.caller());
    }

    private Verdict verdict(String statement) {
        return Objects.requireNonNull(issuers.identified(statement).block(LIMIT));
    }

    private static Need upload(String name) {
        return Need.ofPackage(Role.UPLOAD, "ci", name, "main");
    }

    private static Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = new HashMap<>(GITHUB);
        claims.put(claim, value);
        return claims;
    }

    private static Instant in(long seconds) {
        return Instant.now().plusSeconds(seconds);
    }

    private static String cut(String statement) {
        return statement.substring(0, statement.length() - 4) + "AAAA";
    }

    private record Forgery(String what, Function<TestIssuer, String> maker) {
        String made(TestIssuer by) {
            return maker.apply(by);
        }

        @Override
        public String toString() {
            return what;
        }
    }
}
