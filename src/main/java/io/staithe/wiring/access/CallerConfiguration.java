package io.staithe.wiring.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.token.Authentication;
import io.staithe.access.token.Tokens;
import io.staithe.web.access.CallerFilter;
import io.staithe.wiring.Directories;
import io.staithe.wiring.Routine;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** Who looks at credentials, where callers show them. */
@Configuration(proxyBeanMethods = false)
@Conditional(TokensAsked.class)
final class CallerConfiguration {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Bean
    CallerFilter callerFilter(Authentication authentication, AccessSettings settings, MeterRegistry meters) {
        return new CallerFilter(authentication, Caller.anonymous(settings.anonymousGrants()), meters);
    }

    @Bean
    Routine tokenUseRoutine(Authentication authentication) {
        return new Routine("tokens.used", MINUTE, MINUTE, authentication::writeUses);
    }

    @Bean
    AdminToken adminToken(
            Tokens tokens, AccessSettings settings, Directories directories, @Qualifier("disk") Scheduler disk) {
        Path file = settings.adminTokenFile();
        boolean isNeeded = settings.tokens().stream()
                .flatMap(token -> token.grants().stream())
                .map(Grant::parse)
                .noneMatch(Grant.ADMIN::equals);
        return new AdminToken(tokens, file == null ? directories.data().resolve("admin-token") : file, disk, isNeeded);
    }
}
