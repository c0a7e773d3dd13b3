package io.staithe.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.audit.Audit;
import io.staithe.access.token.Verdict.Outcome;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgAuditStore;
import io.staithe.postgres.PgTokens;
import io.staithe.testkit.HandClock;
import io.staithe.testkit.TestDatabase;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Whom secrets stand for, with tokens on a real database. */
final class AuthenticationIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration BELIEVED = Duration.ofSeconds(5);
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final Grant GRANT = Grant.parse("upload repository=ci-* package=foo,libfoo*");
    private static final Caller ADMIN = new Caller("token:boss", List.of(Grant.ADMIN));
    private static final String CONFIGURED = "a secret of the settings, long enough";

    private final HandClock clock = new HandClock();
    private final Tokens tokens = new PgTokens(Connections.client(DATABASE.connections()));
    private final Authentication authentication = authentication();
    private final Audit audit = new Audit(
            new PgAuditStore(
                    Connections.client(DATABASE.connections()),
                    Connections.readCommitted(Connections.transactions(DATABASE.connections()))),
            Duration.ZERO,
            new SimpleMeterRegistry(),
            System::nanoTime);
    private final ApiTokens api = new ApiTokens(tokens, authentication, audit);

    private Authentication authentication() {
        var configured = Map.of(SecretHash.of(CONFIGURED), new Caller("file:ci", List.of(GRANT)));
        Identities others = statement -> statement.equals("down")
                ? Mono.error(new Exhausted(AccessFault.TOO_MANY_CREDENTIALS, "down", LIMIT))
                : Mono.empty();
        return new Authentication(tokens, others, configured, BELIEVED, clock);
    }

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.update("DELETE FROM token");
    }

    @Test
    void aTokenStandsForItsNameAndGrants() throws SQLException {
        String secret = made("ci", null);
        Verdict verdict = verdict(secret);
        assertThat(verdict.caller()).isEqualTo(new Caller("token:ci", List.of(GRANT)));
        assertThat(DATABASE.update("UPDATE token SET name = name WHERE token::text LIKE '%" + secret + "%'"))
                .as("rows that hold the secret")
                .isZero();
    }

    @Test
    void aTokenThatWasShownIsNotLookedUpAgainUntilItIsOld() throws SQLException {
        String secret = made("ci", null);
        verdict(secret);
        DATABASE.update("UPDATE token SET revoked_at = now()");
        clock.pass(BELIEVED.minusMillis(1));
        assertThat(verdict(secret).caller()).isNotNull();
        clock.pass(Duration.ofMillis(1));
        assertThat(verdict(secret).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void aTokenThatIsRevokedHereDiesAtOnce() {
        String secret = made("ci", null);
        verdict(secret);
        StepVerifier.create(api.revoke(ADMIN, "ci")).expectComplete().verify(LIMIT);
        assertThat(verdict(secret).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void aTokenExpiresInTimeWhateverIsBelieved() {
        String secret = made("ci", clock.instant().plusSeconds(2));
        assertThat(verdict(secret).caller()).isNotNull();
        clock.pass(Duration.ofSeconds(2));
        assertThat(verdict(secret).outcome()).isEqualTo(Outcome.EXPIRED);
    }

    @Test
    void whatIsNoTokenStandsForNobody() {
        assertThat(verdict(invented()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict("staithe_").outcome()).isEqualTo(Outcome.MALFORMED);
        assertThat(verdict("hunter2").outcome()).isEqualTo(Outcome.MALFORMED);
        assertThat(verdict(CONFIGURED).caller()).isEqualTo(new Caller("file:ci", List.of(GRANT)));
    }

    @Test
    void ofManySecretsThatAreShownAtOnceEachStandsForItsOwn() {
        List<String> secrets = IntStream.range(0, 10)
                .mapToObj(number -> made("ci-" + number, null))
                .flatMap(secret -> Stream.concat(
                        Stream.of(secret),
                        Stream.generate(AuthenticationIT::invented).limit(9)))
                .toList();
        List<String> callers = Objects.requireNonNull(Flux.fromIterable(secrets)
                .flatMapSequential(secret -> authentication.verdict(secret), 100)
                .mapNotNull(Verdict::caller)
                .map(Caller::name)
                .collectList()
                .block(LIMIT));
        assertThat(callers)
                .isEqualTo(IntStream.range(0, 10)
                        .mapToObj(number -> "token:ci-" + number)
                        .toList());
    }

    @Test
    void thatNobodyCanTellIsNotRemembered() {
        for (int i = 0; i < 2; i++) {
            StepVerifier.create(authentication.verdict("down"))
                    .expectErrorMatches(Fault::isShortage)
                    .verify(LIMIT);
        }
    }

    @Test
    void aNameIsFreeAgainWhenItsTokenIsRevoked() {
        made("ci", null);
        StepVerifier.create(api.create(ADMIN, draft("ci", null)))
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(AccessFault.TOKEN_EXISTS))
                .verify(LIMIT);
        StepVerifier.create(api.revoke(ADMIN, "ci")).expectComplete().verify(LIMIT);
        made("ci", null);
        StepVerifier.create(api.list(ADMIN).map(token -> token.revokedAt() == null))
                .expectNext(true, false)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void onlyAdministratorsMakeAndSeeTokens() {
        Caller ci = new Caller("token:ci", List.of(GRANT, Grant.parse("manage")));
        for (Mono<?> call : List.of(
                api.create(ci, draft("more", null)), api.list(ci).then(), api.show(ci, "x"), api.revoke(ci, "x"))) {
            StepVerifier.create(call)
                    .expectErrorSatisfies(
                            failure -> assertThat(((Fault) failure).code()).isEqualTo(AccessFault.MISSING_GRANT))
                    .verify(LIMIT);
        }
    }

    @Test
    void usesAreWrittenLaterAndOnce() {
        String secret = made("ci", null);
        verdict(secret);
        verdict(secret);
        assertThat(token("ci").usedAt()).isNull();
        StepVerifier.create(authentication.writeUses()).expectComplete().verify(LIMIT);
        Instant used = token("ci").usedAt();
        assertThat(used).isNotNull();
        StepVerifier.create(authentication.writeUses()).expectComplete().verify(LIMIT);
        assertThat(token("ci").usedAt()).isEqualTo(used);
    }

    @Test
    void theFirstTokenIsTheFirst() {
        var secret = TokenSecret.fresh(new SecureRandom());
        made("ci", null);
        StepVerifier.create(tokens.createFirst(first("admin"), secret.hash(), "staithe"))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(tokens.createFirst(first("other"), SecretHash.of("other"), "staithe"))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(tokens.admins().map(Token::name))
                .expectNext("admin")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whatStoodForNobodyLongEnoughIsForgotten() {
        made("lives", clock.instant().plus(Duration.ofDays(1)));
        made("expired", clock.instant().minus(Duration.ofDays(2)));
        made("revoked", null);
        StepVerifier.create(api.revoke(ADMIN, "revoked")).expectComplete().verify(LIMIT);
        StepVerifier.create(tokens.sweep(clock.instant().minus(Duration.ofDays(1))))
                .expectNext(1L)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(tokens.list().map(Token::name))
                .expectNext("lives", "revoked")
                .expectComplete()
                .verify(LIMIT);
    }

    private static String invented() {
        return TokenSecret.fresh(new SecureRandom()).reveal();
    }

    private Token token(String name) {
        return Objects.requireNonNull(api.show(ADMIN, name).block(LIMIT));
    }

    private String made(String name, @Nullable Instant expires) {
        return Objects.requireNonNull(api.create(ADMIN, draft(name, expires)).block(LIMIT))
                .secret()
                .reveal();
    }

    private static Token.Draft first(String name) {
        return new Token.Draft(name, List.of(Grant.ADMIN), null);
    }

    private static Token.Draft draft(String name, @Nullable Instant expires) {
        return new Token.Draft(name, List.of(GRANT), expires);
    }

    private Verdict verdict(String secret) {
        return Objects.requireNonNull(authentication.verdict(secret).block(LIMIT));
    }
}
