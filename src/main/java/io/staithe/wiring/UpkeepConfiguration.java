package io.staithe.wiring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.staithe.postgres.PgUpkeep;
import io.staithe.publish.Publications;
import io.staithe.publish.Upkeep;
import io.staithe.queue.Announcements;
import io.staithe.queue.Tasks;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** What publications need without being asked. */
@Configuration(proxyBeanMethods = false)
final class UpkeepConfiguration {
    @Bean
    Upkeep upkeep(DatabaseClient database, Publications publications, Tasks tasks, Clock clock) {
        return new Upkeep(new PgUpkeep(database), publications, tasks, clock);
    }

    @Bean
    MeterBinder upkeepMeters(Upkeep upkeep) {
        return upkeep::measure;
    }

    @Bean
    UpkeepKeeper upkeepKeeper(Upkeep upkeep, Announcements announcements, UpkeepSettings settings) {
        return new UpkeepKeeper(upkeep, announcements, settings);
    }
}
