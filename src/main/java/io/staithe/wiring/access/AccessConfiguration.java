package io.staithe.wiring.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.audit.Audit;
import io.staithe.access.token.ApiTokens;
import io.staithe.access.token.Authentication;
import io.staithe.access.token.Identities;
import io.staithe.access.token.Tokens;
import io.staithe.postgres.PgTokens;
import io.staithe.queue.KeyedActs;
import io.staithe.web.access.CallerFilter;
import io.staithe.web.access.Issuers;
import io.staithe.web.access.KeyDocuments;
import io.staithe.web.access.LocalFilter;
import io.staithe.web.access.OpenFilter;
import io.staithe.web.access.WrongCredentials;
import io.staithe.web.rest.TokenHandler;
import io.staithe.web.rest.TokenRoutes;
import io.staithe.wiring.Routine;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;
import reactor.netty.resources.ConnectionProvider;

/** Tokens, which can be made before callers have to show them. */
@Configuration(proxyBeanMethods = false)
final class AccessConfiguration {
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Between two readings of the keys of one issuer. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final Duration HOUR = Duration.ofHours(1);

    @Bean
    Tokens tokens(DatabaseClient database) {
        return new PgTokens(database);
    }

    @Bean(destroyMethod = "dispose")
    ConnectionProvider issuerConnections() {
        return ConnectionProvider.builder("issuers").maxIdleTime(IDLE).build();
    }

    @Bean
    Identities identities(ConnectionProvider issuerConnections, AccessSettings settings, Clock clock) {
        KeyDocuments documents = new KeyDocuments(issuerConnections, PATIENCE);
        Map<String, IssuerSettings> named =
                settings.issuers().stream().collect(Collectors.toMap(IssuerSettings::name, Function.identity()));
        return new Issuers(
                settings.issuers().stream().map(IssuerSettings::issuerOfCallers).toList(),
                issuer -> Objects.requireNonNull(named.get(issuer.name())).keys(documents),
                REST,
                clock);
    }

    @Bean
    Authentication authentication(Tokens tokens, Identities identities, AccessSettings settings, Clock clock) {
        return new Authentication(
                tokens, identities, ConfiguredTokens.read(settings.tokens()), settings.believed(), clock);
    }

    @Bean
    WebFilter callerFilter(
            Environment environment, Authentication authentication, AccessSettings settings, MeterRegistry meters) {
        return switch (AccessMode.of(environment)) {
            case TOKENS ->
                new CallerFilter(
                        authentication,
                        Caller.anonymous(settings.anonymousGrants()),
                        new WrongCredentials(settings.maxWrongPerMinute(), System::nanoTime),
                        meters);
            case LOOPBACK -> new LocalFilter(settings.localNames());
            case OPEN -> new OpenFilter();
        };
    }

    @Bean
    ApiTokens apiTokens(Tokens tokens, Authentication authentication, Audit audit) {
        return new ApiTokens(tokens, authentication, audit);
    }

    @Bean
    RouterFunction<ServerResponse> tokenRoutes(ApiTokens tokens, KeyedActs acts, Clock clock) {
        return TokenRoutes.of(new TokenHandler(tokens, acts, clock));
    }

    @Bean
    Routine tokenSweepRoutine(Tokens tokens, AccessSettings settings, Clock clock) {
        return new Routine(
                "tokens.sweep",
                HOUR,
                HOUR,
                () -> tokens.sweep(clock.instant().minus(settings.keepFor())).then());
    }
}
