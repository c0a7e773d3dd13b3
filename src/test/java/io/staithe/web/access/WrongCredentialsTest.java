package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.token.Authentication;
import io.staithe.access.token.SecretHash;
import io.staithe.access.token.Tokens;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.testkit.HandClock;
import io.staithe.web.Callers;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Addresses from which wrong credentials come, on a server that callers show tokens to. */
final class WrongCredentialsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String RIGHT = "a secret of the settings, long enough";
    private static final int PER_MINUTE = 3;

    private final AtomicLong nanos = new AtomicLong();
    private final WrongCredentials wrong = new WrongCredentials(PER_MINUTE, nanos::get);
    private final CallerFilter filter =
            new CallerFilter(authentication(), Caller.anonymous(List.of()), wrong, new SimpleMeterRegistry());

    @Test
    void whoShowsTooManyIsToldForHowLongToWaitUntilSomeCameBack() {
        uses("192.0.2.1", PER_MINUTE);
        assertThat(wait("192.0.2.1")).isEqualTo(Duration.ofSeconds(20));
        passes(19);
        assertThat(wait("192.0.2.1")).isPositive();
        passes(20);
        assertThat(wait("192.0.2.1")).isZero();
        assertThat(wait("192.0.2.1")).isPositive();
        passes(600);
        uses("192.0.2.1", PER_MINUTE);
        assertThat(wait("192.0.2.1")).isPositive();
    }

    @Test
    void eachAddressHasItsOwnAndOfIpv6EachNetwork() {
        uses("192.0.2.1", PER_MINUTE);
        assertThat(wait("192.0.2.2")).isZero();
        for (int host = 0; host < PER_MINUTE; host++) {
            assertThat(wait("2001:db8::" + host)).isZero();
        }
        assertThat(wait("2001:db8::ffff")).isPositive();
        assertThat(wait("2001:db8:0:1::1")).isZero();
    }

    @Test
    void whoWasSilentForLongestIsForgottenFirst() {
        uses("192.0.2.1", PER_MINUTE);
        uses("192.0.2.2", PER_MINUTE);
        for (int other = 0; other < 9_999; other++) {
            wait("10.0." + other / 256 + "." + other % 256);
        }
        assertThat(wait("192.0.2.2")).isPositive();
        assertThat(wait("192.0.2.1")).isZero();
    }

    @Test
    void noneIsEverToldToWaitWhereAnyNumberMayCome() {
        WrongCredentials any = new WrongCredentials(0, nanos::get);
        for (int one = 0; one < 1_000; one++) {
            assertThat(any.shown(new InetSocketAddress("192.0.2.1", 1))).isZero();
        }
    }

    @Test
    void rightOnesFromTheSameAddressAreTaken() {
        for (int one = 0; one < PER_MINUTE; one++) {
            refused(AccessFault.UNKNOWN_CREDENTIALS);
        }
        refused(AccessFault.WRONG_CREDENTIALS_LIMITED);
        MockServerWebExchange exchange = exchange(RIGHT);
        StepVerifier.create(filter.filter(exchange, chained -> Mono.empty()))
                .expectComplete()
                .verify(LIMIT);
        assertThat(Callers.of(exchange).name()).isEqualTo("file:ci");
        refused(AccessFault.WRONG_CREDENTIALS_LIMITED);
    }

    private void refused(AccessFault code) {
        StepVerifier.create(filter.filter(exchange("hunter2"), chained -> Mono.empty()))
                .expectErrorSatisfies(failure -> {
                    assertThat(failure)
                            .isInstanceOfSatisfying(
                                    Fault.class,
                                    fault -> assertThat(fault.code()).isEqualTo(code));
                    assertThat(failure instanceof Exhausted).isEqualTo(code == AccessFault.WRONG_CREDENTIALS_LIMITED);
                })
                .verify(LIMIT);
    }

    private static MockServerWebExchange exchange(String secret) {
        return MockServerWebExchange.from(MockServerHttpRequest.get("/")
                .remoteAddress(new InetSocketAddress("192.0.2.1", 1))
                .header("Authorization", "Bearer " + secret));
    }

    private void uses(String address, int times) {
        for (int one = 0; one < times; one++) {
            assertThat(wait(address)).isZero();
        }
    }

    private Duration wait(String address) {
        return wrong.shown(new InetSocketAddress(address, 40_000));
    }

    private void passes(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /** Knows one secret of the settings, and has no tokens. */
    private static Authentication authentication() {
        Tokens none = (Tokens) Proxy.newProxyInstance(
                Tokens.class.getClassLoader(), new Class<?>[] {Tokens.class}, (self, method, arguments) -> {
                    throw new AssertionError(method);
                });
        var configured = Map.of(SecretHash.of(RIGHT), new Caller("file:ci", List.of(Grant.ADMIN)));
        return new Authentication(none, statement -> Mono.empty(), configured, Duration.ofDays(1), new HandClock());
    }
}
