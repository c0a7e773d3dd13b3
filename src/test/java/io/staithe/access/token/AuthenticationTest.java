package io.staithe.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Grant;
import io.staithe.access.token.Verdict.Outcome;
import io.staithe.testkit.HandClock;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What is believed of secrets while tokens are being looked up. */
final class AuthenticationTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Token LIVING =
            new Token(1, "ci", List.of(Grant.ADMIN), Instant.EPOCH, "boss", null, null, null);

    private final Queue<Mono<Token>> found = new ArrayDeque<>();
    private final Authentication authentication =
            new Authentication(tokens(), statement -> Mono.empty(), Map.of(), Duration.ofDays(1), new HandClock());
    private final String secret = TokenSecret.fresh(new SecureRandom()).reveal();

    @Test
    void whatWasReadBeforeARevocationIsNotKeptAfterIt() {
        Sinks.One<Token> slow = Sinks.one();
        found.add(slow.asMono());
        found.add(Mono.empty());
        found.add(Mono.empty());
        AtomicReference<Verdict> early = new AtomicReference<>();
        authentication.verdict(secret).subscribe(early::set);
        authentication.forget();
        assertThat(verdict()).as("asked after the revocation").isEqualTo(Outcome.UNKNOWN);
        authentication.forget();
        slow.emitValue(LIVING, Sinks.EmitFailureHandler.FAIL_FAST);
        assertThat(early.get().outcome()).isEqualTo(Outcome.KNOWN);
        assertThat(verdict()).isEqualTo(Outcome.UNKNOWN);
    }

    private Outcome verdict() {
        return Objects.requireNonNull(authentication.verdict(secret).block(LIMIT))
                .outcome();
    }

    /** Tokens that can only be looked for. */
    private Tokens tokens() {
        return (Tokens) Proxy.newProxyInstance(
                Tokens.class.getClassLoader(),
                new Class<?>[] {Tokens.class},
                (self, method, arguments) -> found.remove());
    }
}
