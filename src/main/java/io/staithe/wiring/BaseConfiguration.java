package io.staithe.wiring;

import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every room may need: the clock, the directories, this instance's name. */
@Configuration(proxyBeanMethods = false)
class BaseConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Directories directories(DirectorySettings settings) throws IOException {
        return Directories.under(settings.dataDirectory(), settings.shared()).prepare();
    }

    @Bean
    InstanceName instanceName(InstanceSettings settings, Directories directories) throws IOException {
        String name = settings.name();
        return name == null ? InstanceName.keptIn(directories.data()) : new InstanceName(name);
    }
}
