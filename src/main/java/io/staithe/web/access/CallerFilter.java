package io.staithe.web.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.token.Authentication;
import io.staithe.access.token.Verdict;
import io.staithe.access.token.Verdict.Outcome;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.observe.Meters;
import io.staithe.web.Callers;
import io.staithe.web.CorrelationFilter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Notes who sends a request before anything of it is looked at. Whoever shows no credentials is anonymous, and nobody
 * loses by showing some what the anonymous may do; whoever shows wrong ones is refused, in one wording for all of them,
 * also where nobody needs any: else nobody would notice that a token has expired until it matters. An address that
 * shows too many is told to wait; right credentials from there are taken as ever.
 */
public final class CallerFilter implements WebFilter, Ordered {
    /** After correlation, before everything that asks for the caller. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 5;

    private static final Logger LOG = LoggerFactory.getLogger(CallerFilter.class);

    private final Authentication authentication;
    private final Caller anonymous;
    private final WrongCredentials wrong;
    private final MeterRegistry meters;

    /** A filter for a server that not everybody may do everything on. */
    public CallerFilter(Authentication authentication, Caller anonymous, WrongCredentials wrong, MeterRegistry meters) {
        this.authentication = authentication;
        this.anonymous = anonymous;
        this.wrong = wrong;
        this.meters = meters;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        List<String> headers = exchange.getRequest().getHeaders().get(HttpHeaders.AUTHORIZATION);
        if (headers == null) {
            Callers.set(exchange, anonymous);
            return chain.filter(exchange);
        }
        return caller(exchange, headers).flatMap(caller -> {
            Callers.set(exchange, caller);
            return chain.filter(exchange);
        });
    }

    private Mono<Caller> caller(ServerWebExchange exchange, List<String> headers) {
        String secret = Credentials.secret(headers);
        if (secret == null) {
            return Mono.error(() -> refused(exchange, Outcome.MALFORMED));
        }
        return authentication.verdict(secret).map(verdict -> caller(exchange, verdict));
    }

    private Caller caller(ServerWebExchange exchange, Verdict verdict) {
        if (verdict.caller() == null) {
            throw refused(exchange, verdict.outcome());
        }
        return verdict.caller().with(anonymous.grants());
    }

    private Fault refused(ServerWebExchange exchange, Outcome outcome) {
        String reason = outcome.name().toLowerCase(Locale.ROOT);
        Meters.CREDENTIALS_REFUSED.counter(meters, "reason", reason).increment();
        Duration wait = wrong.shown(exchange.getRequest().getRemoteAddress());
        if (!wait.isZero()) {
            return new Exhausted(
                    AccessFault.WRONG_CREDENTIALS_LIMITED,
                    "too many wrong credentials came from your address (staithe.access.max-wrong-per-minute)",
                    wait);
        }
        LOG.info(
                "event=access.refused reason={} from={} correlation={}",
                reason,
                exchange.getRequest().getRemoteAddress(),
                CorrelationFilter.of(exchange));
        return new Refused(
                AccessFault.UNKNOWN_CREDENTIALS, "the credentials are malformed, unknown, expired or revoked");
    }
}
