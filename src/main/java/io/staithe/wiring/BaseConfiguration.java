package io.staithe.wiring;

import io.staithe.embedded.DirectoryLock;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every room may need: the clock, the directories, this instance's name. */
@Configuration(proxyBeanMethods = false)
final class BaseConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Taken before anything in the data directory is touched, released after everything that uses it is gone. */
    @Bean
    DirectoryLock directoryLock(DirectorySettings settings) {
        return DirectoryLock.take(Directories.makeData(settings.dataDirectory()));
    }

    @Bean
    Directories directories(DirectorySettings settings, DirectoryLock lock) {
        return Directories.under(settings.dataDirectory(), settings.shared()).prepare();
    }

    @Bean
    InstanceName instanceName(InstanceSettings settings, Directories directories) throws IOException {
        String name = settings.name();
        return name == null ? InstanceName.keptIn(directories.data()) : new InstanceName(name);
    }
}
