package io.staithe.wiring;

import io.staithe.postgres.PgActKeys;
import io.staithe.queue.ActKeys;
import io.staithe.queue.KeyedActs;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** Keys by which callers repeat calls that are no tasks, kept for a day. */
@Configuration(proxyBeanMethods = false)
final class KeyedActConfiguration {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(1);

    @Bean
    ActKeys actKeys(DatabaseClient database) {
        return new PgActKeys(database);
    }

    @Bean
    KeyedActs keyedActs(ActKeys keys) {
        return new KeyedActs(keys);
    }

    @Bean
    Routine actKeySweepRoutine(ActKeys keys, Clock clock) {
        return new Routine(
                "act-keys.sweep",
                HOUR,
                HOUR,
                () -> keys.sweep(clock.instant().minus(KEPT)).then());
    }
}
