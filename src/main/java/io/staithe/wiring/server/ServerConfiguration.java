package io.staithe.wiring.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.intake.UploadLimits;
import io.staithe.web.SecurityHeaders;
import io.staithe.wiring.Directories;
import io.staithe.wiring.database.DatabaseServer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** The HTTP server: where it may listen, how it reads and answers, what it says when it is up. */
@Configuration(proxyBeanMethods = false)
final class ServerConfiguration {
    @Bean
    static SafeStart safeStart(Environment environment) {
        return new SafeStart(environment);
    }

    @Bean
    static SettingsCheck settingsCheck(ConfigurableEnvironment environment) {
        return new SettingsCheck(environment, new SafeStart(environment));
    }

    @Bean
    NettyTuning nettyTuning(
            ServerSettings settings, ObjectProvider<UploadLimits> uploads, ObjectProvider<MeterRegistry> meters) {
        return new NettyTuning(settings, uploads::getObject, meters::getObject);
    }

    @Bean
    SecurityHeaders securityHeaders(ServerSettings settings) {
        return new SecurityHeaders(settings.strictTransport());
    }

    @Bean
    Greeting greeting(Environment environment, Directories directories, DatabaseServer database) {
        return new Greeting(environment, directories, database);
    }
}
