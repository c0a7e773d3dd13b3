package io.staithe.web.access;

import com.nimbusds.jwt.JWTParser;
import io.staithe.access.AccessFault;
import io.staithe.access.token.Identities;
import io.staithe.access.token.Verdict;
import io.staithe.access.token.Verdict.Outcome;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Believes the statements of some issuers: JSON Web Tokens that one of them signed, for us, and for now. A statement
 * that was believed is believed for another minute without a look at it.
 */
public final class Issuers implements Identities {
    private static final Logger LOG = LoggerFactory.getLogger(Issuers.class);
    private static final Duration BELIEVED = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Map<String, Known> known;
    private final Clock clock;

    /**
     * Issuers, each with the document of its keys.
     *
     * @param rest the least time between two readings of one document
     */
    public Issuers(List<Issuer> issuers, Function<Issuer, Mono<String>> documents, Duration rest, Clock clock) {
        this.known = issuers.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Issuer::issuer,
                        issuer -> new Known(
                                issuer,
                                Statements.of(
                                        issuer,
                                        new IssuerKeys(issuer.name(), documents.apply(issuer), rest, clock),
                                        clock))));
        this.clock = clock;
    }

    @Override
    public Mono<Verdict> identified(String statement) {
        return Mono.defer(() -> {
            Optional<String> issuer = issuer(statement);
            return issuer.isEmpty() ? Mono.empty() : verdict(known.get(issuer.get()), statement);
        });
    }

    /** Who made a statement, as it says itself; empty where it is none. */
    private static Optional<String> issuer(String statement) {
        try {
            return Optional.of(
                    String.valueOf(JWTParser.parse(statement).getJWTClaimsSet().getIssuer()));
        } catch (ParseException | RuntimeException none) {
            return Optional.empty();
        }
    }

    private Mono<Verdict> verdict(@Nullable Known by, String statement) {
        if (by == null) {
            return Mono.fromSupplier(() -> nobody(Outcome.UNTRUSTED));
        }
        return by.statements()
                .decode(statement)
                .map(read -> verdict(by.issuer(), read))
                .onErrorResume(JwtException.class, failure -> Mono.fromSupplier(() -> untrusted(by.issuer(), failure)))
                .onErrorMap(failure -> !(failure instanceof Fault), failure -> unavailable(by.issuer(), failure));
    }

    private Verdict verdict(Issuer issuer, Jwt statement) {
        Instant end = statement.getExpiresAt();
        Instant soon = clock.instant().plus(BELIEVED);
        Instant until = end == null || soon.isBefore(end) ? soon : end;
        return issuer.caller(statement.getClaims())
                .map(caller -> Verdict.known(caller, until))
                .orElseGet(() -> Verdict.nobody(Outcome.UNRULED, until));
    }

    private Verdict untrusted(Issuer issuer, JwtException failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        LOG.info("event=issuer.untrusted issuer={} reason={}", issuer.name(), Fault.bounded(reason.toString()));
        return nobody(Outcome.UNTRUSTED);
    }

    private Verdict nobody(Outcome outcome) {
        return Verdict.nobody(outcome, clock.instant().plus(SOON));
    }

    private static Throwable unavailable(Issuer issuer, Throwable failure) {
        return failure.getCause() instanceof Fault told
                ? told
                : new Exhausted(
                        AccessFault.ISSUER_UNAVAILABLE,
                        "the statements of issuer '" + issuer.name() + "' cannot be read now",
                        SOON);
    }

    private record Known(Issuer issuer, ReactiveJwtDecoder statements) {}
}
