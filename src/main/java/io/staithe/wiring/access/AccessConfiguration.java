package io.staithe.wiring.access;

import io.staithe.access.audit.Audit;
import io.staithe.access.token.ApiTokens;
import io.staithe.access.token.Authentication;
import io.staithe.access.token.Identities;
import io.staithe.access.token.Tokens;
import io.staithe.postgres.PgTokens;
import io.staithe.web.rest.TokenHandler;
import io.staithe.web.rest.TokenRoutes;
import io.staithe.wiring.Routine;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Tokens, which can be made before callers have to show them. */
@Configuration(proxyBeanMethods = false)
final class AccessConfiguration {
    private static final Duration HOUR = Duration.ofHours(1);

    @Bean
    Tokens tokens(DatabaseClient database) {
        return new PgTokens(database);
    }

    @Bean
    Authentication authentication(Tokens tokens, AccessSettings settings, Clock clock) {
        return new Authentication(
                tokens, Identities.NONE, ConfiguredTokens.read(settings.tokens()), settings.believed(), clock);
    }

    @Bean
    ApiTokens apiTokens(Tokens tokens, Authentication authentication, Audit audit) {
        return new ApiTokens(tokens, authentication, audit);
    }

    @Bean
    RouterFunction<ServerResponse> tokenRoutes(ApiTokens tokens, Clock clock) {
        return TokenRoutes.of(new TokenHandler(tokens, clock));
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
