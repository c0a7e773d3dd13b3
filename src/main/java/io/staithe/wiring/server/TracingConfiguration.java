package io.staithe.wiring.server;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What traces take, where they are asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingSettings.PREFIX + ".url")
final class TracingConfiguration {
    @Bean(initMethod = "install", destroyMethod = "remove")
    SpansFollowFlows spansFollowFlows() {
        return new SpansFollowFlows();
    }
}
