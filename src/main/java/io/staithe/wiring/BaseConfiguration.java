package io.staithe.wiring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.staithe.embedded.DirectoryLock;
import io.staithe.observe.Meters;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
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

    /** How much room there is, for alerts that come before uploads are refused; a directory that is gone has none. */
    @Bean
    MeterBinder diskMeters(Directories directories) {
        return registry -> Map.of(
                        "data",
                        directories.data().toFile(),
                        "shared",
                        directories.shared().toFile())
                .forEach((name, directory) -> {
                    Meters.DISK_FREE.gauge(registry, directory::getUsableSpace, "directory", name);
                    Meters.DISK_TOTAL.gauge(registry, directory::getTotalSpace, "directory", name);
                });
    }

    @Bean
    InstanceName instanceName(InstanceSettings settings, Directories directories) throws IOException {
        String name = settings.name();
        return name == null ? InstanceName.keptIn(directories.data()) : new InstanceName(name);
    }
}
