package io.staithe.wiring.access;

import io.staithe.access.token.Authentication;
import io.staithe.access.token.Tokens;
import io.staithe.wiring.Directories;
import io.staithe.wiring.Routine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** What tokens take, where callers show them. */
@Configuration(proxyBeanMethods = false)
@Conditional(TokensAsked.class)
final class CallerConfiguration {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Bean
    Routine tokenUseRoutine(Authentication authentication) {
        return new Routine("tokens.used", MINUTE, MINUTE, authentication::writeUses);
    }

    /** None where the settings have a token that may do everything. */
    @Bean
    SmartInitializingSingleton adminToken(
            Tokens tokens, AccessSettings settings, Directories directories, Clock clock) {
        Path file = settings.adminTokenFile();
        return settings.hasAdmin()
                ? () -> {}
                : new AdminToken(tokens, file == null ? directories.data().resolve("admin-token") : file, clock);
    }
}
